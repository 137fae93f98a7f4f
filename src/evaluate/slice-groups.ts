// Parts of the rows by one column: a category each, or a quartile each.
import { AppError, didYouMean } from '../core/index.ts'
import {
  type Column,
  type NumberColumn,
  presentNumbers,
  type Table,
  type TextColumn,
  valuesOfRows,
} from '../data/index.ts'

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
  const values = valuesOfRows(column.values, rows)
  const sorted = presentNumbers(values).sort()
  const distinct = new Set<number>()
  for (let i = 0; i < sorted.length && distinct.size < 5; i++) distinct.add(sorted[i]!)
  if (distinct.size < 5) {
    const known = [...distinct]
    const labels = [...known.map(String), MISSING]
    return { column: column.name, labels, group: placed(values, known.length, (value) => known.indexOf(value)) }
  }
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]!))]
  const labels = [
    `< ${short(edges[0]!)}`,
    ...edges.slice(1).map((edge, i) => `[${short(edges[i]!)}, ${short(edge)})`),
    `≥ ${short(edges.at(-1)!)}`,
    MISSING,
  ]
  const [a = Infinity, b = Infinity, c = Infinity] = edges
  const quartile = (value: number): number => +(value >= a) + +(value >= b) + +(value >= c)
  return { column: column.name, labels, group: placed(values, labels.length - 1, quartile) }
}

function placed(values: Float64Array, missing: number, place: (value: number) => number): Int32Array {
  const group = new Int32Array(values.length)
  for (let i = 0; i < group.length; i++) group[i] = Number.isNaN(values[i]!) ? missing : place(values[i]!)
  return group
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
export function sliceGroups(column: Column, rows: ArrayLike<number>): SliceGroups {
  return column.kind === 'text' ? textGroups(column, rows) : numberGroups(column, rows)
}
