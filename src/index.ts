// The public API.
export {
  type OpenProjectOptions,
  openProject,
  type Project,
  type RunningServer,
  type ServeModelOptions,
  serveModel,
  type TrainOptions,
  train,
  VERSION,
} from './app/index.ts'
export type { Config, ConfigValues } from './config/index.ts'
export { AppError, type AppErrorCode, isAppError, type Reporter } from './core/index.ts'
export type { InputColumn, Task } from './data/index.ts'
export type { GateCheck, GateDecision } from './gate/index.ts'
export type { DriftReport } from './monitor/index.ts'
export type { ModelVersion, RegisteredModel, Transition } from './registry/index.ts'
export { createScorer, type InputBatch, type Scorer, type Scores, withScorer } from './score/index.ts'
export type { Run } from './track/index.ts'
export type { Models } from './workflows/index.ts'
export type { Predictions } from './workflows/observation/index.ts'
export type { Runs, TrainResult } from './workflows/training/index.ts'
