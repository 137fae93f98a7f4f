// How the fields of delimited text lie: its columns, and whether spaces stand before them.
import { AppError, type Reporter } from '../../../core/index.ts'
import type { DelimitedOptions } from '../../../data/index.ts'
import { refuseDuplicates } from '../refuse-duplicates.ts'
import { type SourceFiles, shownPath } from '../source-files.ts'
import { findDelimiter } from './find-delimiter.ts'
import { decodeField, refuseWideText, refuseWrongDelimiter } from './header.ts'
import { readRecords } from './read-records.ts'

export interface Layout {
  readonly delimiter: string
  /** The delimiter, where neither the config nor the extension says so. */
  readonly foundDelimiter?: string
  readonly skipInitialSpace: boolean
  /** Whether the first record of a file holds names. */
  readonly header: boolean
  /** Names of the columns; an unnamed one is `Unnamed: <index>`, as pandas calls it. */
  readonly names: readonly string[]
}

const SPACE = 0x20
const QUOTE = 0x22
/** Records that show whether spaces stand before fields. */
const RECORDS_SEEN = 50
/** Of more columns, a graph with an input for each takes minutes to write and to check. */
const MAX_COLUMNS = 10_000

/** @throws DATA_EMPTY, DATA_UNREADABLE, DATA_COLUMN_DUPLICATE, DATA_TOO_LARGE */
export async function layoutOf(
  { files, format }: SourceFiles,
  options: DelimitedOptions,
  reporter: Reporter,
): Promise<Layout> {
  const usual = format === 'tsv' ? '\t' : ','
  const header = options.header ?? options.names === undefined
  const [first, ...others] = files as [string, ...string[]]
  const delimiter =
    options.delimiter ?? (await findDelimiter(first, { usual, found: options.foundDelimiter }, reporter))
  const skipInitialSpace = options.skipInitialSpace ?? (await hasSpaces(first, delimiter))
  if (skipInitialSpace && options.skipInitialSpace === undefined) {
    reporter.warn('a space follows every delimiter, and is left out. Set data.skipinitialspace: false to keep it')
  }
  const found = await firstRecord(first, { delimiter, skipInitialSpace })
  refuseWrongDelimiter(found, delimiter, first)
  if (found.length > MAX_COLUMNS) throw tooWide(found.length, first)
  for (const file of others) {
    const fields = await firstRecord(file, { delimiter, skipInitialSpace })
    if (header ? fields.join('\n') === found.join('\n') : fields.length === found.length) continue
    throw new AppError('DATA_UNREADABLE', `the columns differ from those of ${shownPath(first)}`, {
      where: `${shownPath(file)}:1`,
      fix: 'Give all files of the glob the same header',
    })
  }
  const names = options.names ?? (header ? found.map(named) : found.map((_, index) => String(index)))
  if (names.length !== found.length) {
    throw new AppError('DATA_UNREADABLE', `the line has ${found.length} fields, data.names ${names.length}`, {
      where: `${shownPath(first)}:1`,
      fix: 'Name every column of the file, in its order',
    })
  }
  refuseDuplicates(names, `${shownPath(first)}:1`)
  if (header && found.length > 1 && found.every(looksLikeData)) {
    reporter.warn(
      `the header of ${shownPath(first)} is numbers alone: ${found.slice(0, 3).join(', ')}…. Set data.header: false if the file has none`,
    )
  }
  const isFound = options.delimiter === undefined && delimiter !== usual
  return { delimiter, ...(isFound && { foundDelimiter: delimiter }), skipInitialSpace, header, names }
}

const named = (name: string, index: number): string => (name === '' ? `Unnamed: ${index}` : name)

function looksLikeData(name: string, index: number): boolean {
  return name.trim() !== '' && Number.isFinite(Number(name)) && Number(name) !== index
}

/** Fields of the first record that is not blank. @throws DATA_EMPTY, DATA_UNREADABLE */
async function firstRecord(
  file: string,
  options: Pick<Layout, 'delimiter' | 'skipInitialSpace'>,
): Promise<readonly string[]> {
  let fields: readonly string[] | undefined
  let checked = false
  await readRecords(file, {
    ...options,
    text(chunk) {
      if (!checked) refuseWideText(chunk, file)
      checked = true
    },
    take({ bytes, starts, ends, fields: count }) {
      if (count > MAX_COLUMNS) throw tooWide(count, file)
      fields = Array.from({ length: count }, (_, i) => decodeField(bytes.subarray(starts[i], ends[i]), file))
      return false
    },
  })
  if (fields !== undefined && (fields.length > 1 || fields[0]!.trim() !== '')) return fields
  throw new AppError('DATA_EMPTY', 'the file is empty', { where: shownPath(file), fix: 'Check how it was written' })
}

/** Whether every field but the first of a line begins with a space, as `", ".join` writes them. */
async function hasSpaces(file: string, delimiter: string): Promise<boolean> {
  let records = 0
  let spaces = 0
  let spaced = true
  await readRecords(file, {
    delimiter,
    // A quote behind a space is one only where the space is left out.
    skipInitialSpace: true,
    take({ bytes, starts, ends, fields }) {
      spaced = fields > 1
      for (let i = 1; spaced && i < fields; i++) {
        const before = bytes[starts[i]! - 1] === QUOTE ? starts[i]! - 2 : starts[i]! - 1
        const space = bytes[before] === SPACE
        spaced = space || starts[i] === ends[i]
        if (space) spaces++
      }
      return spaced && ++records < RECORDS_SEEN
    },
  }).catch(() => {
    spaced = false // whatever is wrong with it is told when it is read
  })
  return spaced && spaces > 0
}

function tooWide(count: number, file: string): AppError {
  return new AppError('DATA_TOO_LARGE', `the table has ${count} columns, more than ${MAX_COLUMNS}`, {
    where: `${shownPath(file)}:1`,
    fix: 'Keep the columns that matter, or check data.delimiter',
  })
}
