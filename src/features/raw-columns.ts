// Raw and derived columns of a table as the features see them.
import { column, type Table } from '../data/index.ts'
import { evaluateExpression } from './evaluate-expression.ts'
import type { FittedFeatures } from './fitted-features.ts'

/** Every numeric raw column and every derived one, by name, in float64 with NaN for missing. */
export function numbersByName(table: Table, derived: FittedFeatures['derived']): ReadonlyMap<string, Float64Array> {
  const columns = new Map<string, Float64Array>()
  for (const raw of table.columns) if (raw.kind === 'number') columns.set(raw.name, raw.values)
  for (const { name, expression } of derived) columns.set(name, evaluateExpression(expression, columns, table.rows))
  return columns
}

/** A column value by value: `values[codes[i]]` is the text of row i, -1 where missing. A number's text is its shortest decimal. */
export interface CodedColumn {
  readonly codes: Int32Array
  readonly values: readonly string[]
}

/** The column's text; numbers as `String(number)`. @throws DATA_COLUMN_MISSING */
export function codedColumn(table: Table, name: string): CodedColumn {
  const raw = column(table, name)
  if (raw.kind === 'text') return { codes: raw.codes, values: raw.categories }
  const codeOf = new Map<number, number>()
  const codes = new Int32Array(raw.values.length)
  for (let i = 0; i < codes.length; i++) {
    const value = raw.values[i]!
    let code = Number.isNaN(value) ? -1 : codeOf.get(value)
    if (code === undefined) codeOf.set(value, (code = codeOf.size))
    codes[i] = code
  }
  return { codes, values: Array.from(codeOf.keys(), String) }
}
