// A confidence interval for every metric: how much of a figure is the luck of the rows it was measured on.
import { atOnce, type Steps } from '../core/index.ts'
import { type Interval, jackknifeSteps, studentQuantile } from '../stats/index.ts'
import { intervalMeasures } from './interval-measures.ts'
import { rangeOf } from './metric-names.ts'
import { type RowMetric, rowMetrics } from './row-metrics.ts'
import type { Predictions, Truth } from './truth.ts'

export type MetricIntervals = Readonly<Record<string, Interval>>

export interface MetricIntervalOptions {
  /** The weights that the metrics were measured with, one a row. @default all 1 */
  readonly weights?: Float64Array | undefined
  /** @default 0.95 */
  readonly confidence?: number
}

/** Of fewer rows, or rows of one of two classes, no jackknife tells anything. */
const MIN_ROWS = 20
const MIN_OF_A_CLASS = 10

/** Rows × groups × metrics that the jackknife may cost: about a second. */
const BUDGET = 2e8
const MIN_GROUPS = 20

/**
 * By metric, where it has one. Without weights: DeLong for roc_auc of two classes, Wilson for accuracy, precision and recall,
 * normal for mae. For all others, and with weights, a jackknife over groups of rows, on the logarithm of an error, the
 * logit of a share and the logarithm of 1 − r², so that no interval leaves the metric's range.
 */
export function metricIntervals(
  truth: Truth,
  scores: Predictions,
  options: MetricIntervalOptions = {},
): MetricIntervals {
  return atOnce(metricIntervalSteps(truth, scores, options))
}

/** `metricIntervals` that pauses between evaluations of a metric. */
export function* metricIntervalSteps(
  truth: Truth,
  scores: Predictions,
  { weights, confidence = 0.95 }: MetricIntervalOptions = {},
): Steps<MetricIntervals> {
  const metrics = rowMetrics(truth, scores)
  const known = weights === undefined ? yield* exactIntervals(truth, scores, confidence) : new Map<string, Interval>()
  const rest = [...metrics.keys()].filter((metric) => !known.has(metric))
  const cost = truth.values.length * rest.length
  const groups = Math.max(MIN_GROUPS, Math.min(200, Math.floor(BUDGET / cost)))
  const intervals: Record<string, Interval> = {}
  for (const [name, metric] of metrics) {
    const interval =
      known.get(name) ??
      (enough(truth) ? yield* jackknifed(name, metric, truth, { weights, confidence, groups }) : undefined)
    if (interval !== undefined) intervals[name] = interval
  }
  return intervals
}

function* exactIntervals(truth: Truth, scores: Predictions, confidence: number): Steps<ReadonlyMap<string, Interval>> {
  const rows = Uint32Array.from({ length: truth.values.length }, (_, row) => row)
  const intervals = new Map<string, Interval>()
  for (const { metric, measure } of intervalMeasures(truth, scores, { minSupport: 2, confidence })) {
    yield
    const observation = measure(rows)
    if (observation !== undefined) intervals.set(metric, { low: observation.low, high: observation.high })
  }
  return intervals
}

function enough(truth: Truth): boolean {
  if (truth.values.length < MIN_ROWS) return false
  if (!('classes' in truth) || truth.classes.length !== 2) return true
  const positives = truth.values.reduce((sum, value) => sum + value, 0)
  return Math.min(positives, truth.values.length - positives) >= MIN_OF_A_CLASS
}

interface Scale {
  to(value: number): number
  from(value: number): number
}

const SCALES: Readonly<Record<ReturnType<typeof rangeOf>, Scale>> = {
  share: { to: (value) => Math.log(value / (1 - value)), from: (value) => 1 / (1 + Math.exp(-value)) },
  positive: { to: Math.log, from: Math.exp },
  below_one: { to: (value) => -Math.log(1 - value), from: (value) => 1 - Math.exp(-value) },
}

/** Undefined at the end of the metric's range, where the rows show no spread. */
function* jackknifed(
  name: string,
  metric: RowMetric,
  truth: Truth,
  { weights, confidence, groups }: { weights: Float64Array | undefined; confidence: number; groups: number },
): Steps<Interval | undefined> {
  const { to, from } = SCALES[rangeOf(name)]
  const rows = truth.values.length
  const product = new Float64Array(rows)
  const weigh = (kept: Float64Array): Float64Array => {
    if (weights === undefined) return kept
    for (let i = 0; i < rows; i++) product[i] = kept[i]! * weights[i]!
    return product
  }
  const result = yield* jackknifeSteps(rows, (kept) => to(metric(weigh(kept))), { groups })
  const middle = to(metric(weights))
  if (result === undefined || !Number.isFinite(middle) || !(result.standardError < Infinity)) return undefined
  const half = studentQuantile(0.5 + confidence / 2, result.freedom) * result.standardError
  return { low: from(middle - half), high: from(middle + half) }
}
