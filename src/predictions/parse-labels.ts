import { AppError, didYouMean } from '../core/index.ts'
import { type ClassLabel, column, sourceOf, type Table, valueAt } from '../data/index.ts'
import { type LabelFault, readLabel } from './label-entry.ts'
import type { LabelRecord } from './prediction-log.ts'

export interface LabelOptions {
  /** The model's classes; empty for regression. */
  readonly classes: readonly ClassLabel[]
  /** When the labels came in, in milliseconds since the epoch. */
  readonly receivedAt: number
}

/** Labels from a table with the columns `prediction_id` and `label` (`actual` where it has no `label`), in its order. @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID with the row */
export function parseLabels(table: Table, options: LabelOptions): LabelRecord[] {
  const ids = column(table, 'prediction_id')
  const field = labelField(table)
  const labels = column(table, field)
  return Array.from({ length: table.rows }, (_, row): LabelRecord => {
    const id = valueAt(ids, row)
    const entry = { prediction_id: id === null ? null : String(id), [field]: valueAt(labels, row) }
    const read = readLabel(entry, options)
    if ('record' in read) return read.record
    throw refusalOf(read.faults[0]!, `${sourceOf(table)} row ${row + 1}`, {
      field,
      classes: options.classes.map(String),
    })
  })
}

function labelField({ columns }: Table): 'label' | 'actual' {
  const has = (wanted: string): boolean => columns.some(({ name }) => name === wanted)
  return !has('label') && has('actual') ? 'actual' : 'label'
}

function refusalOf(
  fault: LabelFault,
  where: string,
  { field, classes }: { readonly field: string; readonly classes: readonly string[] },
): AppError {
  const given = JSON.stringify(fault.given)
  if (fault.field === 'prediction_id') {
    const fix = 'Use the prediction_id of an answer'
    return new AppError('DATA_VALUE_INVALID', `${given} is no prediction_id`, { where, fix })
  }
  const kind = classes.length === 0 ? 'number' : 'class of the model'
  const wrong = `${given} is no ${kind}${didYouMean(String(fault.given), classes)}`
  return new AppError('DATA_VALUE_INVALID', fault.problem === 'missing' ? 'the label is missing' : wrong, {
    where: `${where}, ${field}`,
    fix: classes.length === 0 ? 'Give a number' : `Use one of: ${classes.slice(0, 20).join(', ')}`,
  })
}
