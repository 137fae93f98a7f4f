// The public API.
import { type OpenProjectOptions, openProject } from './app.ts'
import type { TrainResult } from './workflows/index.ts'
import { withOverrides } from './workflows/index.ts'

export {
  type OpenProject,
  type OpenProjectOptions,
  openProject,
  type RunningServer,
  type ServeModelOptions,
  serveModel,
  VERSION,
} from './app.ts'
export type { Config } from './config/index.ts'
export { AppError, type AppErrorCode, isAppError, type Reporter } from './core/index.ts'
export type { InputColumn, Task } from './data/index.ts'
export type { GateCheck, GateDecision } from './gate/index.ts'
export type { DriftReport } from './monitor/index.ts'
export type { ModelVersion, RegisteredModel, Transition } from './registry/index.ts'
export { createScorer, type InputBatch, type Scorer, type Scores } from './score/index.ts'
export type { Run } from './track/index.ts'
export type { Project, TrainResult } from './workflows/index.ts'

export interface TrainOptions extends OpenProjectOptions {
  /** Table to learn from, in place of the config's. */
  readonly data?: string
  /** Column to predict, in place of the config's. */
  readonly target?: string
}

/**
 * Trains, measures, gates and registers one candidate.
 * @example
 * const { metrics, gate } = await train({ config: 'modelwright.yaml' })
 */
export async function train({ data, target, ...options }: TrainOptions = {}): Promise<TrainResult> {
  const opened = await openProject(options)
  try {
    return await opened.project.train({
      config: withOverrides(opened.config, { data, target }, options.cwd ?? process.cwd()),
    })
  } finally {
    await opened.close()
  }
}
