// What splits the fields of a file, where no one said.
import type { Reporter } from '../../../core/index.ts'
import { shownPath } from '../source-files.ts'
import { DELIMITERS, shownDelimiter } from './header.ts'
import { readRecords } from './read-records.ts'

/** Records that must agree with the header. */
const RECORDS_SEEN = 50

interface Expected {
  /** What splits files of this extension. */
  readonly usual: string
  /** What split an earlier file of the kind. */
  readonly found: string | undefined
}

/**
 * The one found before or the usual one, if it splits the header; else the only one that splits the header, and the
 * first records alike, with a warning; else the usual one.
 */
export async function findDelimiter(file: string, { usual, found }: Expected, reporter: Reporter): Promise<string> {
  if (found !== undefined && ((await fieldCounts(file, found, 1))[0] ?? 0) > 1) return found
  if (((await fieldCounts(file, usual, 1))[0] ?? 0) !== 1) return usual
  const splitting: { candidate: string; counts: readonly number[] }[] = []
  for (const candidate of Object.keys(DELIMITERS)) {
    const counts = await fieldCounts(file, candidate, RECORDS_SEEN)
    if (candidate !== usual && counts.length > 0 && counts[0]! > 1) splitting.push({ candidate, counts })
  }
  const [only, ...others] = splitting
  if (only === undefined || others.length > 0 || new Set(only.counts).size > 1) return usual
  reporter.warn(
    `${shownPath(file)} is split by ${DELIMITERS[only.candidate]}, and read so. Set data.delimiter: "${shownDelimiter(only.candidate)}" to be sure`,
  )
  return only.candidate
}

/** Fields of each of the first records; none where they cannot be read so. */
async function fieldCounts(file: string, delimiter: string, records: number): Promise<readonly number[]> {
  const counts: number[] = []
  try {
    await readRecords(file, {
      delimiter,
      skipInitialSpace: false,
      take: ({ fields }) => counts.push(fields) < records,
    })
  } catch {
    return [] // whatever is wrong with it is told when it is read
  }
  return counts
}
