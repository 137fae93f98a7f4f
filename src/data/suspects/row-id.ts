import type { Column, NumberColumn, TextColumn } from '../table.ts'
import type { RowId, Suspicion } from './suspect.ts'

/** Among fewer rows, values that never repeat are nothing special. */
const MIN_ROWS = 100
/** Share of the rows that have a value, and of those that have one of their own. */
const NEARLY_ALL = 0.99
/** Whole numbers drawn at random from so few per squared row all differ once in 3,000 times (birthdays: exp(-n² / 2·range)). */
const SQUARES = 1 / 16
const GLANCE = 2000

export function findRowIds({ inputs, target }: Suspicion): RowId[] {
  if (target.values.length < MIN_ROWS) return []
  return inputs
    .filter((column) => (column.kind === 'number' ? numbersRows(column) : namesRows(column)))
    .map(({ name }) => ({ kind: 'row_id' as const, column: name }))
}

/** Whether a column is one of those. */
export function isRowId(column: Column, suspects: readonly RowId[]): boolean {
  return suspects.some((suspect) => suspect.column === column.name)
}

function namesRows({ codes, categories }: TextColumn): boolean {
  if (categories.length < NEARLY_ALL * NEARLY_ALL * codes.length) return false
  const seen = new Set<number>()
  let present = 0
  for (const code of codes) {
    if (code < 0) continue
    present++
    seen.add(code)
  }
  return present >= NEARLY_ALL * codes.length && seen.size >= NEARLY_ALL * present
}

/** Whole numbers that are all different: going up or down with the rows, or packed more closely than chance would have them. */
function numbersRows({ values }: NumberColumn): boolean {
  let least = Infinity
  let most = -Infinity
  let up = true
  let down = true
  let present = 0
  let last = Number.NaN
  for (const value of values) {
    if (value !== value) continue
    if (!Number.isInteger(value)) return false
    present++
    if (value < least) least = value
    if (value > most) most = value
    if (value <= last) up = false
    if (value >= last) down = false
    last = value
  }
  if (present < NEARLY_ALL * values.length) return false
  if (up || down) return true
  return most - least < SQUARES * present * present && allDiffer(values)
}

function allDiffer(values: Float64Array): boolean {
  // Most columns repeat themselves soon.
  const first = values.subarray(0, GLANCE).filter((value) => !Number.isNaN(value))
  if (new Set(first).size < first.length) return false
  // Sorting puts NaN last.
  const sorted = values.toSorted()
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return false
  return true
}
