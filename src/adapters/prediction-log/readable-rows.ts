// All rows of segments that can be read: a segment that DuckDB refuses is read line by line, or passed over and named.
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { SegmentSchema } from '../../predictions/index.ts'
import { createSalvagedRows, type SalvagedRows } from './salvaged-rows.ts'
import type { OnProblem, Segment } from './segment-files.ts'
import { readLines } from './segment-lines.ts'
import { columnNames, segmentsQuery } from './segment-sql.ts'

/** A segment that was listed is no longer there: it was compacted, and the list is to be made again. */
export class SegmentMoved extends Error {}

/** Reads every value of a segment and counts its rows; fails as the query for them would. */
export async function countRows(
  connection: DuckDBConnection,
  schema: SegmentSchema,
  segment: Segment,
): Promise<number> {
  const json = columnNames(schema).filter((name) => schema.columns[name]!.type === 'json')
  const broken = json.map((name) => `(${name} IS NOT NULL AND NOT json_valid(${name}))`).join(' OR ')
  const reader = await connection.runAndReadAll(
    `SELECT count(*), count(*) FILTER (${broken}), bit_xor(hash(${columnNames(schema).join(', ')}))
     FROM (${segmentsQuery(schema, [segment])})`,
  )
  const [rows, invalid] = reader.getRows()[0]!
  if (Number(invalid) > 0) throw new Error(`${String(invalid)} rows hold invalid JSON`)
  return Number(rows)
}

/** The first line of what went wrong, without the path that it may name. */
export function reasonOf(error: unknown, path: string): string {
  const [line = ''] = String((error as Error).message).split('\n', 1)
  return `cannot be read (${line.replaceAll(path, 'the file')})`
}

async function salvage(schema: SegmentSchema, path: string, rows: SalvagedRows, onProblem: OnProblem): Promise<void> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const { bad } = await readLines(schema, file, { start: 0, end: size }, { row: rows.add })
    if (bad > 0) onProblem({ path, reason: `${bad} lines cannot be read` })
  } finally {
    await file.close()
  }
}

/** A SELECT of everything that can be read of the segments, each tried by itself. @throws SegmentMoved */
export async function readableRows(
  connection: DuckDBConnection,
  schema: SegmentSchema,
  segments: readonly Segment[],
  onProblem: OnProblem,
): Promise<string> {
  const healthy: Segment[] = []
  let salvaged: SalvagedRows | undefined
  const examine = async (segment: Segment): Promise<void> => {
    const { path, format, version, origin } = segment
    try {
      await countRows(connection, schema, segment)
      healthy.push(segment)
    } catch (error) {
      if (!existsSync(path)) throw new SegmentMoved()
      if (format === 'jsonl') {
        salvaged ??= await createSalvagedRows(connection, schema)
        try {
          await salvage(schema, path, salvaged, onProblem)
        } catch (unreadable) {
          onProblem({ path, reason: reasonOf(unreadable, path) })
        }
        return
      }
      onProblem({ path, reason: reasonOf(error, path) })
      if (origin !== undefined) await examine({ path: origin, format: 'jsonl', version })
    }
  }
  for (const segment of segments) await examine(segment)
  const sql = segmentsQuery(schema, healthy)
  return salvaged === undefined ? sql : `${sql} UNION ALL ${salvaged.sql()}`
}
