// DeLong's test…
import { AppError } from '../core/index.ts'
import type { Interval } from './interval.ts'

export interface AucEstimate extends Interval {
  readonly auc: number
  /** DeLong's variance of `auc`. */
  readonly variance: number
  readonly positives: number
  readonly negatives: number
}

export interface AucComparison {
  readonly aucA: number
  readonly aucB: number
  /** aucA − aucB. */
  readonly difference: number
  readonly varianceA: number
  readonly varianceB: number
  readonly covariance: number
  readonly standardError: number
  readonly z: number
  /** Two-sided. */
  readonly pValue: number
}

/** `positive[i]` is 1 for a positive row, else 0. Undefined without a positive or without a negative row. */
export function delongAuc(
  _positive: ArrayLike<number>,
  _score: Float64Array,
  _confidence = 0.95,
): AucEstimate | undefined {
  throw new AppError('INTERNAL', 'delongAuc is being written')
}

export function delongTest(
  _positive: ArrayLike<number>,
  _a: Float64Array,
  _b: Float64Array,
): AucComparison | undefined {
  throw new AppError('INTERNAL', 'delongTest is being written')
}
