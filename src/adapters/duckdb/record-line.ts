// Finds the line on which a record of delimited text begins; read only to say where an error is.
import { openText } from './csv-header.ts'

export interface RecordPlace {
  readonly file: string
  /** One-based. */
  readonly line: number
}

/** The place of data record `index` (zero-based, headers not counted) among `files` read one after the other. */
export async function recordPlace(files: readonly string[], index: number): Promise<RecordPlace | undefined> {
  let left = index
  for (const file of files) {
    const found = await scan(file, left + 1) // the header is a record too
    if ('line' in found) return { file, line: found.line }
    left -= found.records - 1
  }
  return undefined
}

async function scan(file: string, wanted: number): Promise<{ line: number } | { records: number }> {
  let line = 1
  let start = 1
  let records = 0
  let quoted = false
  let blank = true
  for await (const chunk of openText(file)) {
    for (const byte of chunk as Buffer) {
      if (byte === 0x22) quoted = !quoted
      if (byte === 0x0a) {
        line++
        if (!quoted) {
          if (!blank && records++ === wanted) return { line: start }
          start = line
          blank = true
        }
      } else if (byte !== 0x0d) blank = false
    }
  }
  if (!blank && records++ === wanted) return { line: start }
  return { records }
}
