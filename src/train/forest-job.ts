import type { Rng } from '../core/index.ts'
import type { BootstrapParameters } from './bootstrap.ts'
import type { ClassWeight } from './class-weights.ts'
import type { FitOptions } from './estimator.ts'
import type { TreeParameters } from './tree-limits.ts'
import type { BinnedMatrix } from './trees/binned-matrix.ts'

export interface ForestParameters extends TreeParameters, BootstrapParameters {
  readonly n_estimators: number
  readonly criterion: 'gini' | 'entropy' | 'log_loss' | 'squared_error'
  readonly class_weight: ClassWeight
  readonly random_state: number | null
}

/** What both kinds of forest are grown from. */
export interface ForestJob {
  readonly binned: BinnedMatrix
  /** By row, above 0; null = all 1. */
  readonly weight: Float64Array | null
  readonly parameters: ForestParameters
  readonly rng: Rng
  readonly onProgress: FitOptions['onProgress'] | undefined
}
