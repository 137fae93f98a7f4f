// The good lines of a JSONL segment, one by one, whatever lies between them: what DuckDB cannot read is read here.
import type { FileHandle } from 'node:fs/promises'
import type { SegmentColumn, SegmentSchema } from '../../predictions/index.ts'

const NEWLINE = 10
/** Longer lines are not looked at; DuckDB's own limit is 16 MiB. */
const MAX_LINE = 128 << 20

/** A line's values in the order of the schema's columns. */
export type LineValues = readonly (string | number | null)[]

export interface LineCounts {
  readonly good: number
  /** Whole lines that hold no row. */
  readonly bad: number
}

export interface LineSink {
  row(values: LineValues): void
  /** The bytes of a bad line, without its end. */
  bad?(line: Uint8Array): Promise<void>
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function valueOf(value: unknown, type: SegmentColumn['type']): string | number | null {
  if (value === undefined || value === null) return null
  if (type === 'json') return JSON.stringify(value)
  if (type === 'number') return typeof value === 'number' ? value : null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function valuesOf(schema: SegmentSchema, line: Uint8Array): LineValues | undefined {
  try {
    const record: unknown = JSON.parse(utf8.decode(line))
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return undefined
    const { prediction_id: id, timestamp } = record as Record<string, unknown>
    if (typeof id !== 'string' || typeof timestamp !== 'number') return undefined
    return Object.entries(schema.columns).map(([name, { type }]) =>
      valueOf((record as Record<string, unknown>)[name], type),
    )
  } catch {
    // Not UTF-8, not JSON, or nested deeper than the stack.
    return undefined
  }
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)

/** Every whole line of the file's first `end` bytes from `start` on, without its newline; undefined for one that is too long. A tail without a newline was torn by a kill and is no line. */
async function* wholeLines(file: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array | undefined> {
  const chunk = Buffer.alloc(1 << 20)
  let pending: Buffer[] = []
  let length = 0
  for (let position = start; position < end; ) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunk.length, end - position), position)
    if (bytesRead === 0) return
    position += bytesRead
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1 && at < bytesRead; at = chunk.indexOf(NEWLINE, from)) {
      const tail = chunk.subarray(from, at)
      length += tail.length
      if (length > MAX_LINE) yield undefined
      else yield pending.length === 0 ? tail : Buffer.concat([...pending, tail])
      pending = []
      length = 0
      from = at + 1
    }
    length += bytesRead - from
    if (length > MAX_LINE) pending = []
    else if (bytesRead > from) pending.push(Buffer.from(chunk.subarray(from, bytesRead)))
  }
}

/** Gives every row of the file's bytes [start, end) to the sink, and counts. */
export async function readLines(
  schema: SegmentSchema,
  file: FileHandle,
  { start, end }: { readonly start: number; readonly end: number },
  sink: LineSink,
): Promise<LineCounts> {
  let good = 0
  let bad = 0
  for await (const line of wholeLines(file, start, end)) {
    if (line !== undefined && isBlank(line)) continue
    const values = line === undefined ? undefined : valuesOf(schema, line)
    if (values !== undefined) {
      good++
      sink.row(values)
      continue
    }
    bad++
    await sink.bad?.(line ?? Buffer.from('(a line of more than 128 MiB)'))
  }
  return { good, bad }
}

/** How many lines that are not blank the file's first `end` bytes have. */
export async function countLines(file: FileHandle, end: number): Promise<number> {
  let lines = 0
  for await (const line of wholeLines(file, 0, end)) if (line === undefined || !isBlank(line)) lines++
  return lines
}
