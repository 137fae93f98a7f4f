// Where segments lie: <root>/<kind>/dt=YYYY-MM-DD/hour=HH/part-*.{jsonl,parquet}, in UTC. `-s<n>` at the end of a name is the schema version of its rows; a name of before has none and means 1.
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'

const HOUR_MS = 3_600_000
const FOLDER = /^dt=(\d{4}-\d\d-\d\d)$/
const HOUR = /^hour=(\d\d)$/
const SEGMENT = /^part-[\w-]+?(?:-s([1-9]\d{0,8}))?\.(jsonl|parquet)$/

export interface Segment {
  readonly path: string
  readonly format: 'jsonl' | 'parquet'
  /** Of the schema that its rows were written by. */
  readonly version: number
  /** The JSONL that the Parquet was made from, if a kill came before it could be deleted. */
  readonly origin?: string | undefined
}

/** What of the log cannot be read. */
export interface SegmentProblem {
  readonly path: string
  readonly reason: string
}

export type OnProblem = (problem: SegmentProblem) => void

/** The name of a new segment for rows of this schema version. */
export const segmentName = (stem: string, version: number): string => `${stem}-s${version}.jsonl`

export function versionOf(path: string): number {
  return Number(SEGMENT.exec(basename(path))?.[1] ?? 1)
}

/** `dt=2026-11-23/hour=07` */
export function hourFolder(timestamp: number): string {
  const iso = new Date(timestamp).toISOString()
  return `dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`
}

async function names(folder: string, onProblem: OnProblem): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') onProblem({ path: folder, reason: `cannot be read (${code})` })
    return []
  }
}

/** Every file in the folders of the hours that touch [from, to), with an hour of slack (a batch is filed under the hour of its first row), by name. */
export async function filesOfHours(
  folder: string,
  onProblem: OnProblem,
  from = -Infinity,
  to = Infinity,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const day of await names(folder, onProblem)) {
    const date = FOLDER.exec(day)?.[1]
    if (date === undefined) continue
    for (const hour of await names(join(folder, day), onProblem)) {
      const hh = HOUR.exec(hour)?.[1]
      if (hh === undefined) continue
      const start = Date.parse(`${date}T${hh}:00:00Z`)
      if (start + 2 * HOUR_MS <= from || start - HOUR_MS >= to) continue
      const here = join(folder, day, hour)
      for (const name of await names(here, onProblem)) found.push(join(here, name))
    }
  }
  return found.sort()
}

/** The segments among files. One that is there in both formats counts once, as Parquet. */
export function segmentsOf(files: readonly string[]): readonly Segment[] {
  const all = new Set(files)
  return files.flatMap((path): Segment[] => {
    const format = SEGMENT.exec(basename(path))?.[2]
    if (format === undefined) return []
    const version = versionOf(path)
    const origin = path.replace(/parquet$/, 'jsonl')
    if (format === 'parquet') return [{ path, format, version, origin: all.has(origin) ? origin : undefined }]
    return all.has(path.replace(/jsonl$/, 'parquet')) ? [] : [{ path, format: 'jsonl', version }]
  })
}
