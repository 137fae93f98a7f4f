import { AppError, didYouMean } from '../core/index.ts'
import { type ClassLabel, type Column, column, sourceOf, type Table } from '../data/index.ts'
import { classLabelOf } from './class-label.ts'
import type { LabelRecord } from './prediction-log.ts'

export interface LabelOptions {
  /** The model's classes; empty for regression. */
  readonly classes: readonly ClassLabel[]
  /** When the labels came in, in milliseconds since the epoch. */
  readonly receivedAt: number
}

const ID = /^[\w-]{1,128}$/

/** Labels from a table with the columns `prediction_id` and `label`, in its order. @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID with the row */
export function parseLabels(table: Table, { classes, receivedAt }: LabelOptions): LabelRecord[] {
  const ids = column(table, 'prediction_id')
  const labels = column(table, 'label')
  return Array.from({ length: table.rows }, (_, row): LabelRecord => {
    const where = `${sourceOf(table)} row ${row + 1}`
    const id = valueAt(ids, row)
    if (id === null || !ID.test(String(id))) {
      throw new AppError('DATA_VALUE_INVALID', `${JSON.stringify(id)} is no prediction_id`, {
        where,
        fix: 'Use the prediction_id of an answer',
      })
    }
    const given = valueAt(labels, row)
    const label = given === null ? undefined : classLabelOf(classes, given)
    if (label !== undefined) return { predictionId: String(id), label, timestamp: receivedAt }
    const names = classes.map(String)
    throw new AppError('DATA_VALUE_INVALID', problemOf(given, names), {
      where: `${where}, label`,
      fix: names.length === 0 ? 'Give a number' : `Use one of: ${names.slice(0, 20).join(', ')}`,
    })
  })
}

function problemOf(given: string | number | null, names: readonly string[]): string {
  if (given === null) return 'the label is missing'
  const kind = names.length === 0 ? 'number' : 'class of the model'
  return `${JSON.stringify(given)} is no ${kind}${didYouMean(String(given), names)}`
}

/** The value of a row; null = missing. */
export function valueAt(from: Column, row: number): string | number | null {
  if (from.kind === 'text') return from.categories[from.codes[row]!] || null
  const value = from.values[row]!
  return Number.isNaN(value) ? null : value
}
