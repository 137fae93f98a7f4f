import { AppError } from '../core/index.ts'
import type { MetricMap, NumericPredictions, NumericTruth } from './truth.ts'

export interface RegressionMetrics {
  readonly task: 'regression'
  readonly rows: number
  /** mae, mse, rmse, r2, mape, median_ae, max_error. */
  readonly metrics: MetricMap
}

export function evaluateRegression(
  _truth: NumericTruth,
  _scores: NumericPredictions,
  _options: { readonly sampleWeight?: Float64Array } = {},
): RegressionMetrics {
  throw new AppError('INTERNAL', 'evaluateRegression is being written')
}
