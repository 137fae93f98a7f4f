// How many rows of a table may be held in memory.
import type { Reporter } from '../../core/index.ts'

/** A cell read (8), in the rows to learn from and to measure on (8), as a feature and as a bin of it, and some for the engine. */
const BYTES_PER_CELL = 32

/** V8 ends the process, without an error to catch, where a list of rows grows past 2^27; no Set of rows holds more than this. */
export const MOST_ROWS = 2 ** 24

export interface TableSize {
  readonly memoryBudget: number
  readonly columns: number
  /** Of text, unpacked. */
  readonly bytes: number
  readonly totalRows: number
}

export function fittingRows({ memoryBudget, columns, bytes, totalRows }: TableSize): number {
  const bytesPerRow = Math.max(columns * BYTES_PER_CELL, (2 * bytes) / Math.max(totalRows, 1))
  return Math.min(MOST_ROWS, Math.max(1, Math.floor(memoryBudget / bytesPerRow)))
}

export interface SampleSize {
  readonly rows: number
  readonly totalRows: number
  /** The limit that is set. */
  readonly maxRows: number
}

export function warnOfSample(reporter: Reporter, { rows, totalRows, maxRows }: SampleSize): void {
  const why =
    rows === maxRows
      ? 'of the limit of rows that is set'
      : rows === MOST_ROWS
        ? 'no more are held at once'
        : 'it is larger than the free memory'
  reporter.warn(`the table is sampled to ${rows} of its ${totalRows} rows, because ${why}`)
}
