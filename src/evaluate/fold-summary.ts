import type { MetricMap } from './truth.ts'

/** Mean and population standard deviation (as numpy's default) of each metric over folds: `cv_<metric>_mean`, `cv_<metric>_std`. A fold without the metric does not count. */
export function summariseFolds(folds: readonly MetricMap[]): MetricMap {
  const summary: Record<string, number> = {}
  for (const name of new Set(folds.flatMap((fold) => Object.keys(fold)))) {
    const values = folds.map((fold) => fold[name]).filter((value) => value !== undefined)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    summary[`cv_${name}_mean`] = mean
    summary[`cv_${name}_std`] = Math.sqrt(variance)
  }
  return summary
}
