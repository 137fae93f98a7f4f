// Parts of the rows by one column: a category each, or a quartile each.
import { AppError, didYouMean } from '../core/index.ts'
import type { Column, NumberColumn, Table, TextColumn } from '../data/index.ts'

export interface SliceGroups {
  readonly column: string
  readonly labels: readonly string[]
  /** Index into `labels` of each row. */
  readonly group: Int32Array
}

const MISSING = '(missing)'

function textGroups(column: TextColumn, rows: ArrayLike<number>): SliceGroups {
  const labels = [...column.categories, MISSING]
  const group = Int32Array.from(rows, (row) => {
    const code = column.codes[row]!
    return code < 0 ? labels.length - 1 : code
  })
  return { column: column.name, labels, group }
}

/** Six digits are enough to tell edges apart. */
function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}

/** A few distinct values are each a slice; more are cut at the quartiles. */
function numberGroups(column: NumberColumn, rows: ArrayLike<number>): SliceGroups {
  const values = Float64Array.from(rows, (row) => column.values[row]!)
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const distinct = new Set<number>()
  for (const value of sorted) if (distinct.size < 5) distinct.add(value)
  if (distinct.size < 5) {
    const known = [...distinct]
    const labels = [...known.map(String), MISSING]
    const group = values.map((value) => (Number.isNaN(value) ? known.length : known.indexOf(value)))
    return { column: column.name, labels, group: Int32Array.from(group) }
  }
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]!))]
  const labels = [
    `< ${short(edges[0]!)}`,
    ...edges.slice(1).map((edge, i) => `[${short(edges[i]!)}, ${short(edge)})`),
    `≥ ${short(edges.at(-1)!)}`,
    MISSING,
  ]
  const group = values.map((value) => {
    if (Number.isNaN(value)) return labels.length - 1
    return edges.filter((edge) => value >= edge).length
  })
  return { column: column.name, labels, group: Int32Array.from(group) }
}

/** Columns worth slicing by unless some are named: text with 2 to `maxCategories` categories, and numbers that vary. */
export function sliceColumns(
  table: Table,
  columns: readonly string[] | undefined,
  maxCategories: number,
): readonly Column[] {
  const named = columns?.map((name): Column => {
    const column = table.columns.find((candidate) => candidate.name === name)
    if (column !== undefined) return column
    const names = table.columns.map((candidate) => candidate.name)
    throw new AppError('DATA_COLUMN_MISSING', `no column '${name}'${didYouMean(name, names)}`, {
      where: 'slices',
      fix: 'Name columns of the data',
    })
  })
  return (
    named ??
    table.columns.filter((column) => {
      if (column.kind === 'number') return true
      return column.categories.length >= 2 && column.categories.length <= maxCategories
    })
  )
}

/** The parts of the rows by one column. */
export function groupsOf(column: Column, rows: ArrayLike<number>): SliceGroups {
  return column.kind === 'text' ? textGroups(column, rows) : numberGroups(column, rows)
}
