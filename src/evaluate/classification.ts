import { AppError } from '../core/index.ts'
import type { ClassificationReport } from './classification-report.ts'
import type { ConfusionMatrix } from './confusion-matrix.ts'
import type { ClassPredictions, ClassTruth, MetricMap } from './truth.ts'

export interface ClassificationOptions {
  /** One non-negative weight a row. @default all 1 */
  readonly sampleWeight?: Float64Array
  /** Binary only: positive where its probability is at least this; overrides `label`. @default the predictions' own labels */
  readonly threshold?: number
}

export interface ClassificationMetrics {
  readonly task: 'binary' | 'multiclass'
  readonly rows: number
  readonly metrics: MetricMap
  readonly confusion: ConfusionMatrix
  readonly report: ClassificationReport
}

export function evaluateClassification(
  _truth: ClassTruth,
  _scores: ClassPredictions,
  _options: ClassificationOptions = {},
): ClassificationMetrics {
  throw new AppError('INTERNAL', 'evaluateClassification is being written')
}
