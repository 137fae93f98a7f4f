import { type ClassLabel, column, type Table, valueAt } from '../data/index.ts'
import type { LabelRecord } from './prediction-log.ts'

/** Predictions that have their ground truth. The three lists are parallel. */
export interface JoinedLabels {
  /** Rows of the predictions table, ascending. */
  readonly rows: readonly number[]
  readonly labels: readonly ClassLabel[]
  /** Milliseconds from the prediction to its label; NaN where the table does not say when it came. */
  readonly delays: readonly number[]
  /** Distinct prediction ids among the labels that the table does not have. */
  readonly unmatched: number
}

/**
 * Joins labels to a table of predictions (`prediction_id`, `timestamp` in ms, and `actual` and `labelled_at` if labels are in it already).
 * Idempotent by prediction id: the last label wins, also over `actual`. Of rows with one id, the last is meant.
 * @throws DATA_COLUMN_MISSING
 */
export function joinLabels(predictions: Table, labels: readonly LabelRecord[] = []): JoinedLabels {
  const ids = column(predictions, 'prediction_id')
  const times = column(predictions, 'timestamp')
  const actual = predictions.columns.find((one) => one.name === 'actual')
  const labelledAt = predictions.columns.find((one) => one.name === 'labelled_at')
  const delayOf = (row: number, at: unknown): number =>
    Number(at ?? Number.NaN) - Number(valueAt(times, row) ?? Number.NaN)
  const rowOf = new Map<string, number>()
  const found = new Map<number, { readonly label: ClassLabel; readonly delay: number }>()
  for (let row = 0; row < predictions.rows; row++) {
    const id = String(valueAt(ids, row))
    const before = rowOf.get(id)
    if (before !== undefined) found.delete(before)
    rowOf.set(id, row)
    const label = actual === undefined ? null : valueAt(actual, row)
    if (label !== null) {
      found.set(row, { label, delay: delayOf(row, labelledAt === undefined ? null : valueAt(labelledAt, row)) })
    }
  }
  const unmatched = new Set<string>()
  for (const { predictionId, label, timestamp } of labels) {
    const row = rowOf.get(predictionId)
    if (row === undefined) unmatched.add(predictionId)
    else found.set(row, { label, delay: delayOf(row, timestamp) })
  }
  const joined = [...found].sort(([a], [b]) => a - b)
  return {
    rows: joined.map(([row]) => row),
    labels: joined.map(([, { label }]) => label),
    delays: joined.map(([, { delay }]) => delay),
    unmatched: unmatched.size,
  }
}
