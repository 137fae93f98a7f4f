import type { Metric } from './metric.ts'

/** As MLflow: NaN counts as 0 among equals in step and time. */
const rank = (value: number): number => (Number.isNaN(value) ? 0 : value)

/** Whether `a` comes after `b` in (step, timestamp, value). */
function isLater(a: Metric, b: Metric): boolean {
  if (a.step !== b.step) return a.step > b.step
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp
  return rank(a.value) > rank(b.value)
}

/** The latest metric of each key: max by (step, timestamp, value). */
export function latestMetrics(metrics: readonly Metric[]): readonly Metric[] {
  const latest = new Map<string, Metric>()
  for (const metric of metrics) {
    const known = latest.get(metric.key)
    if (known === undefined || isLater(metric, known)) latest.set(metric.key, metric)
  }
  return [...latest.values()]
}
