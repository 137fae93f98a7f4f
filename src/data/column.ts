// Looking up and cutting tables; arrays are copied, tables are never changed.
import { AppError, didYouMean } from '../core/index.ts'
import type { Column, Table } from './table.ts'

/** The column of this name. @throws DATA_COLUMN_MISSING with `where` and the nearest name */
export function column(table: Table, name: string, where?: string): Column {
  const found = table.columns.find((candidate) => candidate.name === name)
  if (found !== undefined) return found
  const names = table.columns.map((candidate) => candidate.name)
  const listed = names.slice(0, 20).join(', ') + (names.length > 20 ? ', …' : '')
  throw new AppError('DATA_COLUMN_MISSING', `no column '${name}' in ${sourceOf(table)}${didYouMean(name, names)}`, {
    where,
    fix: `Use one of: ${listed}`,
    details: { column: name },
  })
}

/** What people call the table in messages. */
export function sourceOf(table: Table): string {
  return table.source ?? 'the data'
}

/** Row `indices[i]` of `table` as row i; a row may be taken more than once. */
export function selectRows(table: Table, indices: Int32Array): Table {
  const rows = indices.length
  const columns = table.columns.map((from): Column => {
    if (from.kind === 'number') return { ...from, values: valuesOfRows(from.values, new Float64Array(rows), indices) }
    return { ...from, codes: valuesOfRows(from.codes, new Int32Array(rows), indices) }
  })
  return { ...table, rows, columns }
}

function valuesOfRows<T extends Float64Array | Int32Array>(from: T, to: T, indices: Int32Array): T {
  for (let i = 0; i < indices.length; i++) to[i] = from[indices[i]!]!
  return to
}

/** The table without these columns; names it does not have are ignored. */
export function dropColumns(table: Table, names: readonly string[]): Table {
  const dropped = new Set(names)
  return { ...table, columns: table.columns.filter((candidate) => !dropped.has(candidate.name)) }
}

/** The value of a row; null = missing. */
export function valueAt(from: Column, row: number): string | number | null {
  if (from.kind === 'text') return from.categories[from.codes[row]!] || null
  const value = from.values[row]!
  return Number.isNaN(value) ? null : value
}
