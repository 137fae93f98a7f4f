// Finds the line on which a record of delimited text begins; read only to say where an error is.
import { shownPath } from '../source-files.ts'
import type { Layout } from './layout.ts'
import { readRecords } from './read-records.ts'

/** The place of data record `index` (zero-based, headers not counted) among `files` read one after the other: `data.csv:18`. */
export async function recordPlace(files: readonly string[], index: number, layout: Layout): Promise<string> {
  let left = index
  for (const file of files) {
    let header = layout.header
    let line: number | undefined
    await readRecords(file, {
      ...layout,
      take(record) {
        if (header) header = false
        else if (left-- === 0) line = record.line
        return line === undefined
      },
    })
    if (line !== undefined) return `${shownPath(file)}:${line}`
  }
  return `${shownPath(files[0]!)} row ${index + 1}`
}
