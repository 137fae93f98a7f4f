// Checks the first record of a delimited text file.
import { isUtf8 } from 'node:buffer'
import { AppError } from '../../../core/index.ts'
import { shownPath } from '../source-files.ts'

export const DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'a comma',
  ';': 'a semicolon',
  '\t': 'a tab',
  '|': 'a bar',
}
/** Of the first bytes, so many are looked at for zeros. */
const PROBE_BYTES = 2 ** 16

/** @throws DATA_UNREADABLE for UTF-16 */
export function refuseWideText(chunk: Buffer, file: string): void {
  const bytes = chunk.subarray(0, PROBE_BYTES)
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isMarked) throw notUtf8('UTF-16', 'UTF-16', file)
  const zero = bytes.indexOf(0)
  if (zero >= 0) throw notUtf8('UTF-16 or binary (it has zero bytes)', zero % 2 === 1 ? 'UTF-16LE' : 'UTF-16BE', file)
}

/** @throws DATA_UNREADABLE */
export function decodeField(bytes: Buffer, file: string): string {
  if (!isUtf8(bytes)) throw notUtf8('in another encoding', 'ISO-8859-1', file)
  return bytes.toString('utf8')
}

function notUtf8(encoding: string, from: string, file: string): AppError {
  return new AppError('DATA_UNREADABLE', `the file is ${encoding}, not UTF-8`, {
    where: shownPath(file),
    fix: `Convert it: iconv -f ${from} -t UTF-8 ${shownPath(file)} > utf8.csv`,
  })
}

/** @throws DATA_UNREADABLE where a single field would be several with another delimiter */
export function refuseWrongDelimiter(fields: readonly string[], delimiter: string, file: string): void {
  if (fields.length > 1) return
  const other = Object.keys(DELIMITERS)
    .filter((candidate) => candidate !== delimiter)
    .map((candidate) => ({ candidate, fields: fields[0]!.split(candidate).length }))
    .sort((a, b) => b.fields - a.fields)[0]!
  if (other.fields < 2) return
  const used = DELIMITERS[delimiter] ?? `'${delimiter}'`
  throw new AppError(
    'DATA_UNREADABLE',
    `with ${used} as delimiter the header is a single column; ${DELIMITERS[other.candidate]} would split it into ${other.fields}`,
    { where: `${shownPath(file)}:1`, fix: `Set data.delimiter: "${shownDelimiter(other.candidate)}"` },
  )
}

/** As it is written in the config. */
export const shownDelimiter = (delimiter: string): string => (delimiter === '\t' ? '\\t' : delimiter)
