// How many rows of a table may be held in memory.
import type { Reporter } from '../../core/index.ts'

/** A cell read (8), in the rows to learn from and to measure on (8), as a feature and as a bin of it, and some for the engine. */
const BYTES_PER_CELL = 32

export interface TableSize {
  readonly memoryBudget: number
  readonly columns: number
  /** Of text, unpacked. */
  readonly bytes: number
  readonly totalRows: number
}

export function fittingRows({ memoryBudget, columns, bytes, totalRows }: TableSize): number {
  const bytesPerRow = Math.max(columns * BYTES_PER_CELL, (2 * bytes) / Math.max(totalRows, 1))
  return Math.max(1, Math.floor(memoryBudget / bytesPerRow))
}

export interface SampleSize {
  readonly rows: number
  readonly totalRows: number
  /** Whether it is the memory that sets the size. */
  readonly byMemory: boolean
}

export function warnOfSample(reporter: Reporter, { rows, totalRows, byMemory }: SampleSize): void {
  const why = byMemory ? 'it is larger than the free memory' : 'of the limit of rows that is set'
  reporter.warn(`the table is sampled to ${rows} of its ${totalRows} rows, because ${why}`)
}
