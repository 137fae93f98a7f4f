import { createRecordReader, type DelimitedRecord } from '../../../data/index.ts'
import { shownPath } from '../source-files.ts'
import { textBytes } from './text-bytes.ts'

export interface RecordOptions {
  readonly delimiter: string
  readonly skipInitialSpace: boolean
  readonly take: (record: DelimitedRecord) => boolean
  /** Gets each chunk as it is on disk. */
  readonly seen?: (chunk: Buffer) => void
  /** Gets each chunk of text. */
  readonly text?: (chunk: Buffer) => void
}

/** Hands the records of a file to `take`, the header too, until it says `false`. @throws DATA_UNREADABLE */
export async function readRecords(file: string, { seen, text, ...options }: RecordOptions): Promise<void> {
  const reader = createRecordReader({ ...options, where: (line) => `${shownPath(file)}:${line}` })
  for await (const chunk of textBytes(file, seen)) {
    text?.(chunk)
    if (!reader.push(chunk)) return
  }
  reader.end()
}
