import Table from 'cli-table3'
import { visibleLine } from '../../core/index.ts'

export type Cell = string | number | null | undefined

const GAP = '  '
const LEAST_COLUMNS = 2

/** A table for people: numbers to the right, no heavy frame. Of more columns than fit into `width` the last are left out: put what matters first. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  width = Number.POSITIVE_INFINITY,
): string {
  const count = fittingColumns([head, ...rows], width)
  return wholeTable(
    head.slice(0, count),
    rows.map((row) => row.slice(0, count)),
  )
}

function fittingColumns(lines: readonly (readonly Cell[])[], width: number): number {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => [...formatCell(line[i])].length)))
  let count = widths.length
  const needed = (): number => widths.slice(0, count).reduce((sum, one) => sum + one + GAP.length, -GAP.length)
  while (count > LEAST_COLUMNS && needed() > width) count--
  return count
}

function wholeTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({
    head: head.map(visibleLine),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: GAP,
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((_, i) => (rows.some((row) => typeof row[i] === 'number') ? 'right' : 'left')),
  })
  table.push(...rows.map((row) => row.map((cell) => formatCell(cell))))
  // Cells are padded to their column: behind a long one that would wrap, and look like empty lines.
  return table.toString().replaceAll(/ +$/gm, '')
}

/** Four digits are enough for a metric; whole numbers stay whole. */
function formatCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '–'
  if (typeof cell === 'string') return visibleLine(cell)
  if (Number.isInteger(cell)) return String(cell)
  return Math.abs(cell) >= 0.0001 && Math.abs(cell) < 1e6 ? cell.toFixed(4) : cell.toExponential(2)
}

/** `2026-11-23 09:30:00` in the local time zone. */
export function formatTime(ms: number | null): string {
  if (ms === null) return '–'
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return date.toISOString().slice(0, 19).replace('T', ' ')
}
