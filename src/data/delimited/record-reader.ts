// Splits the bytes of delimited text into records and fields, as pandas does: RFC 4180, and any of LF, CRLF and CR ends a line.
import { AppError } from '../../core/index.ts'

/** One record; the same object is filled again for the next. */
export interface DelimitedRecord {
  readonly bytes: Buffer
  /** Field `i` is `bytes[starts[i]]` to before `ends[i]`, without its quotes. */
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly fields: number
  /** Line of the file on which it begins, one-based. */
  readonly line: number
}

export interface RecordReaderOptions {
  readonly delimiter: string
  /** Whether spaces after a delimiter are left out. */
  readonly skipInitialSpace: boolean
  /** What people call a line of the file. */
  readonly where: (line: number) => string
  /** Takes a record while it lasts; `false` ends the reading. */
  readonly take: (record: DelimitedRecord) => boolean
}

export interface RecordReader {
  /** Takes the next bytes, which are its own from then on; `false` once no more are wanted. @throws DATA_UNREADABLE */
  push(chunk: Buffer): boolean
  /** @throws DATA_UNREADABLE where a quote is not closed */
  end(): void
}

/** A longer record is none: a quote is open, or the file is no table. */
const MAX_RECORD_BYTES = 16 * 2 ** 20
const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
/** No end in these bytes. */
const INCOMPLETE = -1

type Filled = { -readonly [K in keyof DelimitedRecord]: DelimitedRecord[K] }

export function createRecordReader({ delimiter, skipInitialSpace, where, take }: RecordReaderOptions): RecordReader {
  const separator = delimiter.charCodeAt(0)
  const record: Filled = {
    bytes: Buffer.alloc(0),
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    fields: 0,
    line: 1,
  }
  /** Fields with quotes within, which lose them once their record is complete. */
  const escaped: number[] = []
  let pending: Buffer[] = []
  let held = 0
  let wanted = 3 // the length of a byte order mark
  let line = 1
  let fresh = true
  let open = true

  const addField = (start: number, end: number): void => {
    if (record.fields === record.starts.length) {
      record.starts = grown(record.starts)
      record.ends = grown(record.ends)
    }
    record.starts[record.fields] = start
    record.ends[record.fields++] = end
  }

  /** Reads the record at `at`; gives the place after it. */
  const readRecord = (bytes: Buffer, at: number, last: boolean): number => {
    const size = bytes.length
    let i = at
    let lines = 1
    let quotes = false
    record.fields = 0
    record.line = line
    escaped.length = 0
    for (;;) {
      if (skipInitialSpace) while (i < size && bytes[i] === SPACE) i++
      const start = i
      if (i < size && bytes[i] === QUOTE) {
        quotes = true
        i++
        while (i < size && bytes[i] !== QUOTE) if (bytes[i++] === LF) lines++
        const plain = i
        i++
        let doubled = false
        while (i < size && bytes[i] === QUOTE) {
          doubled = true
          i++
          while (i < size && bytes[i] !== QUOTE) if (bytes[i++] === LF) lines++
          i++
        }
        // `plain` or `i - 1` is the closing quote; without one, `i` is beyond the end.
        if (i > size) {
          if (!last) return INCOMPLETE
          throw new AppError('DATA_UNREADABLE', 'a quote is not closed', {
            where: where(line),
            fix: 'Close it, and double quotes within a field: ""',
          })
        }
        const close = i
        while (i < size && bytes[i] !== separator && bytes[i] !== LF && bytes[i] !== CR) i++
        if (doubled || i > close) {
          escaped.push(record.fields)
          addField(start, i)
        } else addField(start + 1, plain)
      } else {
        let byte = 0
        while (i < size && (byte = bytes[i]!) !== separator && byte !== LF && byte !== CR) i++
        addField(start, i)
      }
      if (i === size) {
        if (!last) return INCOMPLETE
        break
      }
      const byte = bytes[i++]!
      if (byte === separator) continue
      if (byte === CR) {
        if (i === size && !last) return INCOMPLETE
        if (i < size && bytes[i] === LF) i++
      }
      break
    }
    const blank = record.fields === 1 && !quotes && record.starts[0] === record.ends[0]
    if (!blank) {
      record.bytes = bytes
      for (const field of escaped) record.ends[field] = unescape(bytes, record.starts[field]!, record.ends[field]!)
      open = take(record)
    }
    line += lines
    return i
  }

  const consume = (last: boolean): void => {
    const bytes = pending.length === 1 ? pending[0]! : Buffer.concat(pending)
    let at = fresh && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
    fresh = false
    while (at < bytes.length) {
      const next = readRecord(bytes, at, last)
      if (next === INCOMPLETE) break
      at = next
      if (!open) return
    }
    held = bytes.length - at
    pending = held === 0 ? [] : [bytes.subarray(at)]
    // Twice as much before the next attempt, or a long record would be read again at every chunk.
    wanted = 2 * held
    if (held <= MAX_RECORD_BYTES) return
    throw new AppError('DATA_UNREADABLE', 'the line is longer than 16 MB', {
      where: where(line),
      fix: 'Close a quote that is open, or check that the file is a table',
    })
  }

  return {
    push(chunk) {
      pending.push(chunk)
      held += chunk.length
      if (held >= wanted) consume(false)
      return open
    },
    end() {
      if (open && held > 0) consume(true)
    },
  }
}

/** Takes the quotes out of a field in place; gives its new end. What follows a closing quote belongs to the field. */
function unescape(bytes: Buffer, start: number, end: number): number {
  let to = start
  let i = start + 1
  while (i < end) {
    const byte = bytes[i++]!
    if (byte === QUOTE) {
      if (i >= end || bytes[i] !== QUOTE) break
      i++
    }
    bytes[to++] = byte
  }
  while (i < end) bytes[to++] = bytes[i++]!
  return to
}

function grown(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length)
  to.set(from)
  return to
}
