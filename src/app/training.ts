import { resolve } from 'node:path'
import { type TrainResult, withOverrides } from '../workflows/training/index.ts'
import { type OpenProjectOptions, openProject } from './project.ts'

export interface TrainOptions extends OpenProjectOptions {
  /** Table to learn from, in place of the config's. */
  readonly data?: string
  /** Column to predict, in place of the config's. */
  readonly target?: string
}

/**
 * Trains, measures, gates and registers one candidate.
 * @example
 * const { metrics, gate } = await train({ config: { data: { train_path: 'churn.csv', target_column: 'churned' } } })
 */
export async function train({ data, target, ...options }: TrainOptions = {}): Promise<TrainResult> {
  const cwd = resolve(options.cwd ?? '.')
  const project = await openProject(options)
  try {
    const over = { data: data === undefined ? undefined : resolve(cwd, data), target }
    return await project.train({ config: withOverrides(project.config, over, cwd) })
  } finally {
    await project.close()
  }
}
