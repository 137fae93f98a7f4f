// Metrics on parts of the rows, with confidence intervals: where is the model worse than on the whole?
import { type Pace, UNPACED } from '../core/index.ts'
import type { Table } from '../data/index.ts'
import { intervalMeasures } from './interval-measures.ts'
import { higherIsBetter } from './metric-names.ts'
import { rowMetrics } from './row-metrics.ts'
import { type SliceGroups, sliceColumns, sliceGroups } from './slice-groups.ts'
import type { Predictions, Truth } from './truth.ts'

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
  /** @default never rests */
  readonly pace?: Pace | undefined
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
export async function evaluateSlices(
  table: Table,
  rows: ArrayLike<number>,
  truth: Truth,
  scores: Predictions,
  options: SliceOptions = {},
): Promise<readonly SliceMetric[]> {
  const { columns, minSupport = 30, maxCategories = 50, confidence = 0.95, pace = UNPACED } = options
  const overall = rowMetrics(truth, scores)
  const measures = intervalMeasures(truth, scores, { minSupport, confidence })
  const slices: SliceGroups[] = []
  for (const column of sliceColumns(table, columns, maxCategories)) {
    if (pace.due()) await pace.rest()
    slices.push(sliceGroups(column, rows))
  }
  const groups = slices
    .map((slice) => ({ ...slice, members: rowsByGroup(slice.group, slice.labels.length) }))
    // One slice that is the whole tells nothing.
    .filter(({ members }) => members.filter((part) => part.length > 0).length > 1)
  const all: SliceMetric[] = []
  for (const { metric, measure } of measures) {
    const whole = overall.get(metric)!()
    const direction = higherIsBetter(metric) ? 1 : -1
    const results: SliceMetric[] = []
    for (const { column, labels, members } of groups) {
      for (const [index, part] of members.entries()) {
        if (pace.due()) await pace.rest()
        const observation = measure(part)
        if (observation === undefined) continue
        const flagged = observation.high < whole || observation.low > whole
        results.push({
          column,
          value: labels[index]!,
          rows: part.length,
          metric,
          ...observation,
          overall: whole,
          flagged,
        })
      }
    }
    all.push(...results.sort((a, b) => direction * (a.observed - b.observed)))
  }
  return all
}
