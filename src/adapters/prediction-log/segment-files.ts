// Where segments lie: <root>/<kind>/dt=YYYY-MM-DD/hour=HH/part-*.{jsonl,parquet}, in UTC.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const HOUR_MS = 3_600_000
const FOLDER = /^dt=(\d{4}-\d\d-\d\d)$/
const HOUR = /^hour=(\d\d)$/
const SEGMENT = /^(part-[\w-]+)\.(jsonl|parquet)$/

export interface Segment {
  readonly path: string
  readonly format: 'jsonl' | 'parquet'
  /** Milliseconds since the epoch at which its hour begins. */
  readonly start: number
}

/** `dt=2026-11-23/hour=07` */
export function hourFolder(timestamp: number): string {
  const iso = new Date(timestamp).toISOString()
  return `dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Segments whose hour touches [from, to), with an hour of slack (a batch is filed under the hour of its first row). A segment that is there in both formats counts once, as Parquet. */
export async function listSegments(folder: string, from = -Infinity, to = Infinity): Promise<Segment[]> {
  const found = new Map<string, Segment>()
  for (const day of await names(folder)) {
    const date = FOLDER.exec(day)?.[1]
    if (date === undefined) continue
    for (const hour of await names(join(folder, day))) {
      const hh = HOUR.exec(hour)?.[1]
      if (hh === undefined) continue
      const start = Date.parse(`${date}T${hh}:00:00Z`)
      if (start + 2 * HOUR_MS <= from || start - HOUR_MS >= to) continue
      for (const name of await names(join(folder, day, hour))) {
        const [, stem, format] = SEGMENT.exec(name) ?? []
        if (stem === undefined) continue
        const key = join(folder, day, hour, stem)
        if (format === 'jsonl' && found.has(key)) continue
        found.set(key, { path: `${key}.${format}`, format: format as Segment['format'], start })
      }
    }
  }
  return [...found.values()]
}

/** Whether a segment's hour is over for good: nobody appends to it any more. */
export function isPast({ start }: Segment, now: number): boolean {
  return start + HOUR_MS + 60_000 <= now
}
