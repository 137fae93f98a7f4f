// Which rows a model has learned from, kept as one number a row.
import { column } from './column.ts'
import { hashOf, rowSums } from './row-hash.ts'
import type { Table } from './table.ts'

/** A model knows a row when it learned from one with the same inputs, whatever its target was. */
export interface LearnedRows {
  /** The inputs of the model: what the fingerprints are of. */
  readonly columns: readonly string[]
  /** Ascending and distinct. */
  readonly fingerprints: Uint32Array
}

/** 32 bits: of the rows that a model of a million rows never saw, one in 4,000 is taken for known and left out. */
function fingerprints(table: Table, columns: readonly string[]): Uint32Array {
  const sums = rowSums(
    columns.map((name) => column(table, name)),
    table.rows,
  )
  return Uint32Array.from(hashOf(sums), (hash) => Math.floor(hash / 2 ** 20))
}

/** @throws DATA_COLUMN_MISSING */
export function learnedRows(table: Table, columns: readonly string[], rows: Int32Array): LearnedRows {
  const all = fingerprints(table, columns)
  const learned = Uint32Array.from(rows, (row) => all[row]!).sort()
  return { columns, fingerprints: learned.filter((value, i) => i === 0 || value !== learned[i - 1]) }
}

function has(sorted: Uint32Array, value: number): boolean {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (sorted[middle]! < value) from = middle + 1
    else to = middle
  }
  return sorted[from] === value
}

/** Those of `rows` that the model has not learned from. @throws DATA_COLUMN_MISSING where the table lacks an input of the model */
export function unseenRows({ columns, fingerprints: known }: LearnedRows, table: Table, rows: Int32Array): Int32Array {
  const all = fingerprints(table, columns)
  return rows.filter((row) => !has(known, all[row]!))
}
