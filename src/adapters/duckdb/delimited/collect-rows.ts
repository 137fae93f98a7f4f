// Passes over the files of delimited text: counts, collects, samples.
import { createHash } from 'node:crypto'
import { AppError, createRng, throwIfStopped } from '../../../core/index.ts'
import type { CellColumn, DelimitedRecord } from '../../../data/index.ts'
import { shownPath } from '../source-files.ts'
import type { Layout } from './layout.ts'
import { readRecords } from './read-records.ts'

export interface CellTarget {
  /** Index of its field. */
  readonly field: number
  readonly cells: CellColumn
}

/** Which rows are taken: all, while `hold` says that they may be held; or a seeded sample of a known number. */
export type RowChoice =
  | { readonly kind: 'all'; readonly hold: (rows: number, bytes: number) => boolean }
  | { readonly kind: 'sample'; readonly rows: number; readonly totalRows: number; readonly seed: number }

export interface Pass {
  /** Of the source. */
  readonly totalRows: number
  /** Of text, unpacked. */
  readonly bytes: number
  /** Of the files as they are on disk. */
  readonly sha256: string
  /** Whether the rows were more than may be held: then the columns hold none. */
  readonly overflowed: boolean
}

/** One pass over all files. @throws DATA_UNREADABLE, INTERRUPTED */
export async function collectRows(
  files: readonly string[],
  layout: Layout,
  targets: readonly CellTarget[],
  choice: RowChoice,
  signal: AbortSignal | undefined,
): Promise<Pass> {
  const hash = createHash('sha256')
  const chosen = choice.kind === 'sample' ? sampler(choice) : undefined
  let totalRows = 0
  let bytes = 0
  let held: readonly CellTarget[] = targets
  let overflowed = false
  for (const file of files) {
    let header = layout.header
    const take = (record: DelimitedRecord): boolean => {
      if (header) header = false
      else {
        if (record.fields !== layout.names.length) throw ragged(record, layout.names.length, file, layout.header)
        totalRows++
        if (chosen?.() !== false) {
          const { bytes: text, starts, ends } = record
          for (const { field, cells } of held) cells.add(text, starts[field]!, ends[field]!)
        }
        if (choice.kind === 'all' && !overflowed && !choice.hold(totalRows, bytes)) {
          overflowed = true
          for (const { cells } of held) cells.clear()
          held = []
        }
      }
      return true
    }
    await readRecords(file, {
      ...layout,
      take,
      seen: (chunk) => hash.update(chunk),
      text: (chunk) => {
        throwIfStopped(signal)
        bytes += chunk.length
      },
    })
  }
  return { totalRows, bytes, sha256: hash.digest('hex'), overflowed }
}

/** Selection sampling (Knuth's algorithm S): whether the next row belongs to the sample; exactly `rows` of `totalRows` do. */
function sampler({ rows, totalRows, seed }: RowChoice & { kind: 'sample' }): () => boolean {
  const rng = createRng(seed)
  let left = totalRows
  let wanted = rows
  return () => {
    const taken = rng.next() * left-- < wanted
    if (taken) wanted--
    return taken
  }
}

/** Row of the source that row `row` of the taken ones is. */
export function sourceRow(choice: RowChoice, row: number): number {
  if (choice.kind === 'all') return row
  const isTaken = sampler(choice)
  let index = 0
  for (let left = row; !isTaken() || left-- > 0; ) index++
  return index
}

function ragged({ fields, line }: DelimitedRecord, expected: number, file: string, header: boolean): AppError {
  return new AppError(
    'DATA_UNREADABLE',
    `the line has ${fields} field${fields === 1 ? '' : 's'}, the ${header ? 'header' : 'first'} ${expected}`,
    {
      where: `${shownPath(file)}:${line}`,
      fix: 'Mend the line: put quotes around a field that holds the delimiter, or set data.delimiter if it is another',
    },
  )
}
