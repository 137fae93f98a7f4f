// Turns finished JSONL segments into Parquet, one for one: a temporary file, then a rename, then the JSONL goes. Two processes may do it at once.
import { existsSync } from 'node:fs'
import { type FileHandle, open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Processes } from '../../core/index.ts'
import { type SegmentSchema, schemaAt, schemaVersion } from '../../predictions/index.ts'
import { withDuckdb } from './duckdb-session.ts'
import { reasonOf } from './readable-rows.ts'
import { createSalvagedRows } from './salvaged-rows.ts'
import { type OnProblem, segmentName, versionOf } from './segment-files.ts'
import { countLines, readLines } from './segment-lines.ts'
import { ownedStem, ownerState } from './segment-owner.ts'
import { literal, segmentsQuery } from './segment-sql.ts'

/** So long a segment whose owner cannot be asked (another machine or container) must have been silent: it is nobody's any more. */
const SILENCE_MS = 24 * 3_600_000

export interface CompactionDeps {
  readonly processes: Processes
  readonly onProblem: OnProblem
}

/** One segment on its way. */
interface Work extends CompactionDeps {
  readonly connection: DuckDBConnection
  /** As it was when the segment was written: its Parquet has the same columns. */
  readonly schema: SegmentSchema
  readonly path: string
  readonly file: FileHandle
  /** Bytes that the file had when the work began. */
  readonly size: number
}

/** Compacts the segments of owners that are gone, and those that `closed` names, which their owner has closed. One that cannot be compacted is reported and left as it is; one of a newer schema is left to those who know all of its columns. */
export async function compactSegments(
  schema: SegmentSchema,
  paths: readonly string[],
  deps: CompactionDeps & { readonly closed?: boolean },
): Promise<void> {
  const known = paths.filter((path) => versionOf(path) <= schemaVersion(schema))
  const free = deps.closed ? known : known.filter((path) => ownerState(path, deps.processes) !== 'alive')
  if (free.length === 0) return
  await withDuckdb(
    async (connection) => {
      for (const path of free) {
        try {
          await compact(connection, schemaAt(schema, versionOf(path)), path, deps)
        } catch (error) {
          // Gone: another process was faster.
          if (existsSync(path)) deps.onProblem({ path, reason: `${reasonOf(error, path)} and stays as it is` })
        }
      }
    },
    { threads: '1' },
  )
}

async function compact(
  connection: DuckDBConnection,
  schema: SegmentSchema,
  path: string,
  deps: CompactionDeps & { readonly closed?: boolean },
): Promise<void> {
  const { processes } = deps
  const temporary = join(dirname(path), `.${ownedStem(processes.current())}.tmp`)
  const file = await open(path, 'r')
  try {
    const before = await file.stat()
    await writeFile(temporary, '', { mode: 0o600, flag: 'wx' })
    if (!deps.closed && ownerState(path, processes) === 'unknown' && !(await isSilent(before.mtimeMs, temporary)))
      return
    const work = { ...deps, connection, schema, path, file, size: before.size }
    const rejected = await writeParquet(work, temporary)
    // Whoever writes to it although its owner should be gone: it is left alone.
    if ((await file.stat()).size !== before.size) return
    if (rejected.length > 0) await keepRejected(work, rejected)
    await rename(temporary, path.replace(/jsonl$/, 'parquet'))
    await rm(path, { force: true })
    await keepTail(work)
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
}

/** By the clock of the disk, not by ours: both times are its own. */
async function isSilent(lastWrite: number, fresh: string): Promise<boolean> {
  const file = await open(fresh, 'r')
  try {
    return (await file.stat()).mtimeMs - lastWrite > SILENCE_MS
  } finally {
    await file.close()
  }
}

/** Returns the lines that are no rows. Flushed to the device, because the JSONL is deleted next. */
async function writeParquet({ connection, schema, path, file, size }: Work, target: string): Promise<Uint8Array[]> {
  const rejected: Uint8Array[] = []
  const copy = async (select: string): Promise<number> => {
    const result = await connection.runAndReadAll(
      `COPY (${select}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    )
    return Number(result.getRows()[0]![0])
  }
  const lines = await countLines(file, size)
  const rows = await copy(segmentsQuery(schema, [{ path, format: 'jsonl', version: versionOf(path) }])).catch(() => -1)
  if (rows !== lines) {
    const salvaged = await createSalvagedRows(connection, schema)
    const bad = async (line: Uint8Array): Promise<void> => void rejected.push(Buffer.from(line))
    await readLines(schema, file, { start: 0, end: size }, { row: salvaged.add, bad })
    await copy(salvaged.sql())
  }
  const parquet = await open(target, 'r+')
  try {
    await parquet.sync()
  } finally {
    await parquet.close()
  }
  return rejected
}

async function keepRejected({ path, onProblem }: Work, lines: readonly Uint8Array[]): Promise<void> {
  const target = path.replace(/jsonl$/, 'rejected')
  await writeFile(target, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])), { mode: 0o600 })
  onProblem({ path, reason: `${lines.length} lines cannot be read and lie beside it as .rejected` })
}

/** What a writer that we could not know of added between our last look and the deletion; it has opened a new file since. */
async function keepTail({ schema, path, file, size, processes, onProblem }: Work): Promise<void> {
  const now = (await file.stat()).size
  if (now <= size) return
  const tail = Buffer.alloc(now - size)
  const { bytesRead } = await file.read(tail, 0, tail.length, size)
  const kept = join(dirname(path), segmentName(ownedStem(processes.current()), versionOf(path)))
  await writeFile(kept, tail.subarray(0, bytesRead), { mode: 0o600 })
  onProblem({ path, reason: `of ${schema.folder} was still written to while it was compacted; nothing is lost` })
}
