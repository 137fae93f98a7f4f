import { AppError } from '../core/index.ts'
import type { Table } from '../data/index.ts'
import type { Predictions, Truth } from './truth.ts'

/** One metric on one part of the rows. */
export interface SliceMetric {
  readonly column: string
  /** A category, or a quartile: `[12, 29)`. */
  readonly value: string
  /** Rows of the slice. */
  readonly rows: number
  /** roc_auc, accuracy, precision, recall; mae for regression. */
  readonly metric: string
  readonly observed: number
  /** Confidence interval of `observed`. */
  readonly low: number
  readonly high: number
  /** The metric on all rows. */
  readonly overall: number
  /** The interval excludes `overall`. */
  readonly flagged: boolean
}

export interface SliceOptions {
  /** @default every column with 2 to `maxCategories` categories, or at least 4 distinct numbers */
  readonly columns?: readonly string[]
  /** Rows (for precision and recall: rows that count) below which a slice is left out. @default 30 */
  readonly minSupport?: number
  /** Text columns with more categories are left out unless named. @default 50 */
  readonly maxCategories?: number
  /** @default 0.95 */
  readonly confidence?: number
}

/** Row `rows[i]` of the table is row i of `truth` and `scores`. Worst first within a metric. */
export function evaluateSlices(
  _table: Table,
  _rows: ArrayLike<number>,
  _truth: Truth,
  _scores: Predictions,
  _options: SliceOptions = {},
): readonly SliceMetric[] {
  throw new AppError('INTERNAL', 'evaluateSlices is being written')
}
