// Two tables of the same things under one another.
import { AppError } from '../core/index.ts'
import { column, selectRows, sourceOf } from './column.ts'
import { hashOf, rowSums } from './row-hash.ts'
import type { Column, Table } from './table.ts'

export interface JoinedRows {
  /** The rows of the first table, then those of the second that the first does not have. Its columns are those of the first. */
  readonly table: Table
  /** Rows of the second that the first has too, in every column of the second: counted once. */
  readonly repeated: number
}

/** Columns are matched by name; what the second lacks is missing in its rows. @throws DATA_COLUMN_MISSING where the first lacks a column of the second, DATA_VALUE_INVALID where one is numbers here and text there */
export function joinRows(first: Table, second: Table): JoinedRows {
  const names = second.columns.map(({ name }) => name)
  const fresh = beyond(contents(first, names), contents(second, names))
  const added = selectRows(second, fresh)
  const columns = first.columns.map((own) => {
    const more = added.columns.find(({ name }) => name === own.name)
    return joined(own, more ?? missing(own, added.rows), [first, second])
  })
  return { table: { ...first, rows: first.rows + added.rows, columns }, repeated: second.rows - added.rows }
}

function contents(table: Table, names: readonly string[]): Float64Array {
  return hashOf(
    rowSums(
      names.map((name) => column(table, name)),
      table.rows,
    ),
  )
}

/** Places in `second` of what is there more often than in `first`. */
function beyond(first: Float64Array, second: Float64Array): Int32Array {
  const left = new Map<number, number>()
  for (const content of first) left.set(content, (left.get(content) ?? 0) + 1)
  const places: number[] = []
  second.forEach((content, i) => {
    const more = left.get(content) ?? 0
    if (more > 0) left.set(content, more - 1)
    else places.push(i)
  })
  return Int32Array.from(places)
}

function missing(like: Column, rows: number): Column {
  return like.kind === 'number'
    ? { ...like, values: new Float64Array(rows).fill(Number.NaN) }
    : { ...like, codes: new Int32Array(rows).fill(-1) }
}

function joined(a: Column, b: Column, [first, second]: readonly [Table, Table]): Column {
  if (a.kind === 'number' && b.kind === 'number') {
    const values = new Float64Array(a.values.length + b.values.length)
    values.set(a.values)
    values.set(b.values, a.values.length)
    const isSame = a.type === b.type && !values.some(Number.isNaN)
    return { ...a, type: isSame ? a.type : 'double', values }
  }
  if (a.kind === 'text' && b.kind === 'text') {
    const codeOf = new Map(a.categories.map((text, code) => [text, code]))
    const code = b.categories.map((text) => {
      if (!codeOf.has(text)) codeOf.set(text, codeOf.size)
      return codeOf.get(text)!
    })
    const codes = new Int32Array(a.codes.length + b.codes.length)
    codes.set(a.codes)
    b.codes.forEach((old, i) => (codes[a.codes.length + i] = old < 0 ? -1 : code[old]!))
    return { ...a, codes, categories: [...codeOf.keys()] }
  }
  throw new AppError(
    'DATA_VALUE_INVALID',
    `column '${a.name}' holds ${kind(a)} in ${sourceOf(first)} and ${kind(b)} in ${sourceOf(second)}`,
    { fix: 'Write it the same way in both', details: { column: a.name } },
  )
}

const kind = (one: Column): string => (one.kind === 'number' ? 'numbers' : 'text')
