import { AppError } from '../core/index.ts'

/** Points of a curve, equal lengths. `thresholds[i]` belongs to point i. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array
  readonly truePositiveRate: Float64Array
  readonly thresholds: Float64Array
}

/** Recall falls along the curve; the last point is (recall 0, precision 1) and has no threshold. */
export interface PrecisionRecallCurve {
  readonly precision: Float64Array
  readonly recall: Float64Array
  readonly thresholds: Float64Array
}

/** One point per bin that has rows. */
export interface CalibrationCurve {
  readonly meanPredicted: Float64Array
  readonly fractionPositive: Float64Array
  readonly counts: Float64Array
}

export interface CurveOptions {
  readonly sampleWeight?: Float64Array
  /** Leave out points that lie on a line between their neighbours. @default true for ROC, false for precision–recall */
  readonly dropIntermediate?: boolean
}

/** `positive[i]` is 1 for a positive row, else 0; `score` rises with belief in the positive class. */
export function rocCurve(_positive: ArrayLike<number>, _score: Float64Array, _options: CurveOptions = {}): RocCurve {
  throw new AppError('INTERNAL', 'rocCurve is being written')
}

export function precisionRecallCurve(
  _positive: ArrayLike<number>,
  _score: Float64Array,
  _options: CurveOptions = {},
): PrecisionRecallCurve {
  throw new AppError('INTERNAL', 'precisionRecallCurve is being written')
}

export function calibrationCurve(
  _positive: ArrayLike<number>,
  _probability: Float64Array,
  _options: { readonly bins?: number; readonly strategy?: 'uniform' | 'quantile' } = {},
): CalibrationCurve {
  throw new AppError('INTERNAL', 'calibrationCurve is being written')
}
