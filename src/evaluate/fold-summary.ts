import type { MetricMap } from './truth.ts'

/** By metric, over folds. */
export interface FoldSummary {
  readonly mean: MetricMap
  readonly std: MetricMap
}

/** Mean and population standard deviation (as numpy's default) of each metric over folds. A fold without the metric does not count. */
export function summariseFolds(folds: readonly MetricMap[]): FoldSummary {
  const means: Record<string, number> = {}
  const deviations: Record<string, number> = {}
  for (const name of new Set(folds.flatMap((fold) => Object.keys(fold)))) {
    const values = folds.map((fold) => fold[name]).filter((value) => value !== undefined)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    means[name] = mean
    deviations[name] = Math.sqrt(variance)
  }
  return { mean: means, std: deviations }
}

/** As runs log it: `cv_<metric>_mean`, `cv_<metric>_std`. */
export function foldMetrics({ mean, std }: FoldSummary): MetricMap {
  return Object.fromEntries(
    Object.keys(mean).flatMap((name) => [
      [`cv_${name}_mean`, mean[name]!],
      [`cv_${name}_std`, std[name]!],
    ]),
  )
}
