// Reads and checks the first record of a delimited text file, before DuckDB sees it.
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AppError } from '../../core/index.ts'
import { parseCsv } from '../../data/index.ts'
import { shownPath } from './source-files.ts'

/** A header that is longer than this is none. */
const MAX_HEADER_BYTES = 4 * 2 ** 20
const DELIMITERS: Readonly<Record<string, string>> = { ',': 'a comma', ';': 'a semicolon', '\t': 'a tab', '|': 'a bar' }

/** The bytes of a file, unpacked where its name ends in .gz. */
export function openText(file: string): Readable {
  const stream = createReadStream(file)
  if (!/\.gz$/i.test(file)) return stream
  const unpacked = createGunzip()
  stream.on('error', (error) => unpacked.destroy(error))
  return stream.pipe(unpacked)
}

/** Column names; an unnamed one is `Unnamed: <index>`, as pandas calls it. @throws DATA_EMPTY, DATA_UNREADABLE, DATA_COLUMN_DUPLICATE */
export async function readHeader(file: string, delimiter: string): Promise<string[]> {
  const text = decode(await firstRecord(file), file)
  if (text.trim() === '') {
    throw new AppError('DATA_EMPTY', 'the file is empty', { where: shownPath(file), fix: 'Check how it was written' })
  }
  const names = cellsOf(text, delimiter).map((name, index) => (name === '' ? `Unnamed: ${index}` : name))
  refuseWrongDelimiter(names, text, delimiter, file)
  refuseDuplicates(names, `${shownPath(file)}:1`)
  return names
}

/** @throws DATA_COLUMN_DUPLICATE */
export function refuseDuplicates(names: readonly string[], where: string): void {
  const second = names.findIndex((name, index) => names.indexOf(name) !== index)
  if (second < 0) return
  const name = names[second]!
  const places = `columns ${names.indexOf(name) + 1} and ${second + 1}`
  throw new AppError('DATA_COLUMN_DUPLICATE', `two columns are named '${name}' (${places})`, {
    where,
    fix: 'Rename or remove one of them',
  })
}

/** Bytes up to the end of the first record that is not blank. */
async function firstRecord(file: string): Promise<Buffer> {
  const stream = openText(file)
  let bytes: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of stream) {
      bytes = Buffer.concat([bytes, chunk as Buffer])
      const end = endOfRecord(bytes)
      if (end !== undefined || bytes.length > MAX_HEADER_BYTES) return bytes.subarray(0, end)
    }
    return bytes
  } catch (error) {
    throw new AppError('DATA_UNREADABLE', `cannot be read: ${(error as Error).message}`, {
      where: shownPath(file),
      fix: 'Check that it is complete and that you may read it',
      cause: error,
    })
  } finally {
    stream.destroy()
  }
}

function endOfRecord(bytes: Buffer): number | undefined {
  let quoted = false
  let blank = true
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === 0x22) quoted = !quoted
    if (!quoted && (byte === 0x0a || byte === 0x0d) && !blank) return i
    blank &&= byte === 0x0a || byte === 0x0d
  }
  return undefined
}

function decode(bytes: Buffer, file: string): string {
  const refuse = (encoding: string, from: string): never => {
    throw new AppError('DATA_UNREADABLE', `the file is ${encoding}, not UTF-8`, {
      where: shownPath(file),
      fix: `Convert it: iconv -f ${from} -t UTF-8 ${shownPath(file)} > utf8.csv`,
    })
  }
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (isUtf16) refuse('UTF-16', 'UTF-16')
  if (bytes.includes(0)) {
    const little = bytes.indexOf(0) % 2 === 1
    refuse(`UTF-16 or binary (it has zero bytes)`, little ? 'UTF-16LE' : 'UTF-16BE')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/^[\r\n]+/, '')
  } catch {
    return refuse('in another encoding', 'ISO-8859-1')
  }
}

function cellsOf(record: string, delimiter: string): string[] {
  return parseCsv(record, delimiter)[0] ?? ['']
}

function refuseWrongDelimiter(names: readonly string[], text: string, delimiter: string, file: string): void {
  if (names.length > 1) return
  const other = Object.keys(DELIMITERS)
    .filter((candidate) => candidate !== delimiter)
    .map((candidate) => ({ candidate, fields: cellsOf(text, candidate).length }))
    .sort((a, b) => b.fields - a.fields)[0]!
  if (other.fields < 2) return
  const used = DELIMITERS[delimiter] ?? `'${delimiter}'`
  const shown = other.candidate === '\t' ? '\\t' : other.candidate
  throw new AppError(
    'DATA_UNREADABLE',
    `with ${used} as delimiter the header is a single column; ${DELIMITERS[other.candidate]} would split it into ${other.fields}`,
    { where: `${shownPath(file)}:1`, fix: `Set data.delimiter: "${shown}"` },
  )
}
