import type { Rng } from '../core/index.ts'
import type { FitOptions } from './estimator.ts'
import type { ForestParameters } from './random-forest.ts'
import type { BinnedMatrix } from './trees/binned-matrix.ts'

/** What both kinds of forest are grown from. */
export interface ForestJob {
  readonly binned: BinnedMatrix
  /** By row, above 0; null = all 1. */
  readonly weight: Float64Array | null
  readonly parameters: ForestParameters
  readonly rng: Rng
  readonly onProgress: FitOptions['onProgress'] | undefined
}
