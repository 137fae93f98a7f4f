// What `doctor` says of the log: which segments or lines cannot be read, what killed processes left, and who else may read it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Processes } from '../../core/index.ts'
import { type LogInspection, type LogSegments, type SegmentSchema, schemaVersion } from '../../predictions/index.ts'
import { withDuckdb } from './duckdb-session.ts'
import { countRows, reasonOf } from './readable-rows.ts'
import { filesOfHours, type OnProblem, type Segment, type SegmentProblem, segmentsOf } from './segment-files.ts'
import { countLines, readLines } from './segment-lines.ts'
import { ownerState } from './segment-owner.ts'

async function inspectLines(
  connection: DuckDBConnection,
  schema: SegmentSchema,
  segment: Segment,
  onProblem: OnProblem,
): Promise<void> {
  const { path } = segment
  const file = await open(path, 'r')
  try {
    // Lines before rows: a segment that grows meanwhile has more rows than lines, not fewer.
    const { size } = await file.stat()
    const lines = await countLines(file, size)
    const rows = await countRows(connection, schema, segment).catch(() => -1)
    if (rows >= lines) return
    const { bad } = await readLines(schema, file, { start: 0, end: size }, { row: () => {} })
    if (bad > 0) onProblem({ path, reason: `${bad} of ${lines} lines cannot be read` })
  } finally {
    await file.close()
  }
}

async function inspectSegment(
  connection: DuckDBConnection,
  schema: SegmentSchema,
  segment: Segment,
  onProblem: OnProblem,
): Promise<void> {
  try {
    if (segment.format === 'jsonl') await inspectLines(connection, schema, segment, onProblem)
    else await countRows(connection, schema, segment)
  } catch (error) {
    // Compacted meanwhile.
    if (existsSync(segment.path)) onProblem({ path: segment.path, reason: reasonOf(error, segment.path) })
  }
}

function leftovers(files: readonly string[], processes: Processes, onProblem: OnProblem): void {
  for (const path of files) {
    if (path.endsWith('.rejected')) {
      const lines = readFileSync(path).filter((byte) => byte === 10).length
      onProblem({ path, reason: `holds ${lines} lines that could not be read when their segment was compacted` })
    } else if (path.endsWith('.tmp') && ownerState(path, processes) !== 'alive') {
      onProblem({ path, reason: 'was left by a compaction that was killed; the next server deletes it' })
    } else if (!/^part-[\w-]+\.(jsonl|parquet)$/.test(basename(path)) && !path.endsWith('.tmp')) {
      onProblem({ path, reason: 'is no part of the log' })
    }
  }
}

/** A folder or file that others than its owner can read. */
function openToOthers(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  return process.platform !== 'win32' && mode !== undefined && (mode & 0o077) !== 0
}

/** Readable all the same, so that it is said once for all of them. */
function newerSegments(schema: SegmentSchema, segments: readonly Segment[], folder: string, onProblem: OnProblem) {
  const newer = segments.filter(({ version }) => version > schemaVersion(schema))
  if (newer.length === 0) return
  const versions = [...new Set(newer.map(({ version }) => version))].sort((a, b) => a - b)
  onProblem({
    path: folder,
    reason: `has segments of schema ${versions.join(', ')} (${newer.length} of ${segments.length}), newer than this modelwright knows (${schemaVersion(schema)}): their further columns are not read`,
  })
}

export async function inspectLog(
  root: string,
  { predictions, labels }: LogSegments,
  processes: Processes,
): Promise<LogInspection> {
  const problems: SegmentProblem[] = []
  const onProblem: OnProblem = (problem) => void problems.push(problem)
  let segments = 0
  await withDuckdb(async (connection) => {
    for (const schema of [predictions, labels]) {
      const folder = join(root, schema.folder)
      const files = await filesOfHours(folder, onProblem)
      const found = segmentsOf(files)
      newerSegments(schema, found, folder, onProblem)
      for (const segment of found) {
        segments++
        await inspectSegment(connection, schema, segment, onProblem)
      }
      leftovers(files, processes, onProblem)
      if (openToOthers(folder) && files.some(openToOthers)) {
        onProblem({ path: folder, reason: `can be read by other users: chmod -R go= ${folder}` })
      }
    }
  })
  return { segments, problems: problems.map(({ path, reason }) => `${relative(root, path)} ${reason}`) }
}
