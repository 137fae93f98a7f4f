// Metrics on parts of the rows, with confidence intervals: where is the model worse than on the whole?
import type { Table } from '../data/index.ts'
import { delongAuc, type Interval, normalQuantile, wilsonInterval } from '../stats/index.ts'
import { higherIsBetter } from './metric-names.ts'
import { predictedClasses, rowMetrics } from './row-metrics.ts'
import { sliceGroups } from './slice-groups.ts'
import type { ClassPredictions, ClassTruth, NumericPredictions, NumericTruth, Predictions, Truth } from './truth.ts'

/** One metric on one part of the rows. */
export interface SliceMetric {
  readonly column: string
  /** A category, a number, a quartile (`[12, 29)`), or `(missing)`. */
  readonly value: string
  /** Rows of the slice. */
  readonly rows: number
  /** roc_auc, accuracy, precision, recall (binary); accuracy (more classes); mae (regression). */
  readonly metric: string
  readonly observed: number
  /** Confidence interval of `observed`: DeLong for roc_auc, Wilson for shares, normal for mae. */
  readonly low: number
  readonly high: number
  /** The metric on all rows. */
  readonly overall: number
  /** The interval excludes `overall`. Of slices that are like the rest, 1 − confidence are flagged by chance. */
  readonly flagged: boolean
}

export interface SliceOptions {
  /** @default text columns with 2 to `maxCategories` categories, and all numbers */
  readonly columns?: readonly string[]
  /** Rows that count for the metric, below which a slice is left out (for roc_auc: also 10 of each class). @default 30 */
  readonly minSupport?: number
  /** Text columns with more categories are left out unless named. @default 50 */
  readonly maxCategories?: number
  /** @default 0.95 */
  readonly confidence?: number
}

interface Observation extends Interval {
  readonly observed: number
}

/** A metric on some rows; undefined where they are too few. */
interface SliceMeasure {
  readonly metric: string
  measure(rows: Uint32Array): Observation | undefined
}

/** The share of `hit` among the rows that `counts`. */
function shareOf(
  metric: string,
  options: Required<Pick<SliceOptions, 'minSupport' | 'confidence'>>,
  counts: (row: number) => boolean,
  hit: (row: number) => boolean,
): SliceMeasure {
  return {
    metric,
    measure(rows) {
      let hits = 0
      let total = 0
      for (const row of rows) {
        if (!counts(row)) continue
        total++
        if (hit(row)) hits++
      }
      if (total < options.minSupport || total === 0) return undefined
      return { observed: hits / total, ...wilsonInterval(hits, total, options.confidence) }
    },
  }
}

function classMeasures(
  truth: ClassTruth,
  scores: ClassPredictions,
  options: Required<Pick<SliceOptions, 'minSupport' | 'confidence'>>,
): readonly SliceMeasure[] {
  const labels = predictedClasses(truth, scores)
  const right = (row: number): boolean => labels[row] === truth.values[row]
  const accuracy = shareOf('accuracy', options, () => true, right)
  if (truth.classes.length !== 2) return [accuracy]
  const auc: SliceMeasure = {
    metric: 'roc_auc',
    measure(rows) {
      const positive = Uint8Array.from(rows, (row) => truth.values[row]!)
      const score = Float64Array.from(rows, (row) => scores.probability[row * 2 + 1]!)
      const estimate = delongAuc(positive, score, options.confidence)
      if (estimate === undefined || rows.length < options.minSupport) return undefined
      if (Math.min(estimate.positives, estimate.negatives) < 10) return undefined
      return { observed: estimate.auc, low: estimate.low, high: estimate.high }
    },
  }
  return [
    auc,
    accuracy,
    shareOf('precision', options, (row) => labels[row] === 1, right),
    shareOf('recall', options, (row) => truth.values[row] === 1, right),
  ]
}

function numericMeasures(
  truth: NumericTruth,
  scores: NumericPredictions,
  options: Required<Pick<SliceOptions, 'minSupport' | 'confidence'>>,
): readonly SliceMeasure[] {
  const z = normalQuantile(0.5 + options.confidence / 2)
  return [
    {
      metric: 'mae',
      measure(rows) {
        if (rows.length < Math.max(2, options.minSupport)) return undefined
        const errors = Float64Array.from(rows, (row) => Math.abs(truth.values[row]! - scores.values[row]!))
        const observed = errors.reduce((sum, error) => sum + error, 0) / errors.length
        const variance = errors.reduce((sum, error) => sum + (error - observed) ** 2, 0) / (errors.length - 1)
        const half = z * Math.sqrt(variance / errors.length)
        return { observed, low: Math.max(0, observed - half), high: observed + half }
      },
    },
  ]
}

/** Row numbers of each group. */
function rowsByGroup(group: Int32Array, groups: number): readonly Uint32Array[] {
  const counts = new Uint32Array(groups)
  for (const index of group) counts[index]!++
  const members = Array.from(counts, (count) => new Uint32Array(count))
  const filled = new Uint32Array(groups)
  for (let row = 0; row < group.length; row++) members[group[row]!]![filled[group[row]!]!++] = row
  return members
}

/** Row `rows[i]` of the table is row i of `truth` and `scores`. By metric, the slice that falls furthest behind first. @throws MODEL_INVALID, DATA_COLUMN_MISSING */
export function evaluateSlices(
  table: Table,
  rows: ArrayLike<number>,
  truth: Truth,
  scores: Predictions,
  options: SliceOptions = {},
): readonly SliceMetric[] {
  const { columns, minSupport = 30, maxCategories = 50, confidence = 0.95 } = options
  const overall = rowMetrics(truth, scores)
  const limits = { minSupport, confidence }
  const measures =
    'classes' in truth
      ? classMeasures(truth, scores as ClassPredictions, limits)
      : numericMeasures(truth, scores as NumericPredictions, limits)
  const groups = sliceGroups(table, rows, columns, maxCategories)
    .map((slice) => ({ ...slice, members: rowsByGroup(slice.group, slice.labels.length) }))
    // One slice that is the whole tells nothing.
    .filter(({ members }) => members.filter((part) => part.length > 0).length > 1)
  return measures.flatMap(({ metric, measure }) => {
    const whole = overall.get(metric)!()
    const direction = higherIsBetter(metric) ? 1 : -1
    const results = groups.flatMap(({ column, labels, members }) =>
      members.flatMap((part, index): SliceMetric[] => {
        const observation = measure(part)
        if (observation === undefined) return []
        const flagged = observation.high < whole || observation.low > whole
        return [{ column, value: labels[index]!, rows: part.length, metric, ...observation, overall: whole, flagged }]
      }),
    )
    return results.sort((a, b) => direction * (a.observed - b.observed))
  })
}
