import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Segment } from './segment-files.ts'
import type { SegmentKind } from './segment-format.ts'
import { literal, segmentsQuery } from './segment-sql.ts'

/** Turns finished JSONL segments into Parquet, one for one: a temporary file, then a rename, then the JSONL goes. Two processes may do it at once. */
export async function compactSegments(kind: SegmentKind, segments: readonly Segment[]): Promise<void> {
  if (segments.length === 0) return
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    for (const segment of segments) {
      const temporary = join(dirname(segment.path), `.${randomBytes(6).toString('hex')}.tmp`)
      try {
        await connection.run(
          `COPY (${segmentsQuery(kind, [segment])}) TO ${literal(temporary)} (FORMAT parquet, COMPRESSION zstd)`,
        )
        await rename(temporary, segment.path.replace(/jsonl$/, 'parquet'))
        await rm(segment.path, { force: true })
      } catch (error) {
        // Gone: another process was faster.
        if (existsSync(segment.path)) throw error
      } finally {
        await rm(temporary, { force: true })
      }
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
