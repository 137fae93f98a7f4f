import { definedMetrics, numericMetrics } from './row-metrics.ts'
import type { MetricMap, NumericPredictions, NumericTruth } from './truth.ts'

export interface RegressionMetrics {
  readonly task: 'regression'
  readonly rows: number
  /** mae, mse, rmse, r2, mape (a share, not per cent). */
  readonly metrics: MetricMap
}

/** scikit-learn's definitions; r2 of fewer than two rows is absent. @throws MODEL_INVALID */
export function evaluateRegression(
  truth: NumericTruth,
  scores: NumericPredictions,
  options: { readonly sampleWeight?: Float64Array } = {},
): RegressionMetrics {
  return {
    task: 'regression',
    rows: truth.values.length,
    metrics: definedMetrics(numericMetrics(truth, scores), options.sampleWeight),
  }
}
