// Reads the prediction log through DuckDB: Parquet and open segments of the hours asked for, joined with the last label of each prediction.

import { join, relative } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Processes, Reporter } from '../../core/index.ts'
import type { Column, InputColumn } from '../../data/index.ts'
import type { HistoryQuery, PredictionHistory, PredictionWindow } from '../../predictions/index.ts'
import { createColumnBuilder } from './column-builder.ts'
import { withDuckdb } from './duckdb-session.ts'
import { inspectLog } from './log-inspection.ts'
import { readableRows, SegmentMoved } from './readable-rows.ts'
import { filesOfHours, type Segment, type SegmentProblem, segmentsOf } from './segment-files.ts'
import { LABELS, PREDICTIONS } from './segment-format.ts'
import { literal, segmentsQuery } from './segment-sql.ts'

export interface PredictionHistoryDeps {
  /** Folder that has `predictions/` and `labels/`. */
  readonly root: string
  /** Told what of the log cannot be read and is left out. */
  readonly reporter: Reporter
  readonly processes: Processes
}

/** Times the segments are listed again because they were compacted while they were read. */
const ATTEMPTS = 5
/** Problems that are named one by one. */
const NAMED = 3

/** A key of a JSON object as a JSON pointer. */
const pointer = (name: string): string => literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)

function inputSql({ name, type }: InputColumn): string {
  const text = `(p.inputs ->> ${pointer(name)})`
  if (type === 'string') return text
  return type === 'boolean' ? `TRY_CAST(TRY_CAST(${text} AS BOOLEAN) AS DOUBLE)` : `TRY_CAST(${text} AS DOUBLE)`
}

/** `predictions` and `given` select the rows of the two kinds. */
function windowQuery({ model, version, from, to, inputs, labels }: HistoryQuery, predictions: string, given: string) {
  const label = (column: string): string =>
    labels === 'text' ? `(${column} ->> '$')` : `TRY_CAST((${column} ->> '$') AS DOUBLE)`
  const where = ['p.model = $model']
  const parameters: Record<string, string | number> = { model }
  if (version !== undefined) {
    where.push('p.version = $version')
    parameters['version'] = version
  }
  if (from !== undefined) where.push(`p.timestamp >= ${from}`)
  if (to !== undefined) where.push(`p.timestamp < ${to}`)
  const columns = [
    'p.prediction_id',
    'p.version',
    'p.tier',
    'p.timestamp',
    'p.probability',
    label('p.label'),
    label('l.label'),
    'l.timestamp',
    ...inputs.map(inputSql),
  ]
  const sql = `
    WITH l AS (
      SELECT prediction_id, timestamp, label FROM (${given})
      QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY timestamp DESC, seq DESC) = 1
    )
    SELECT ${columns.join(', ')}
    FROM (${predictions}) p LEFT JOIN l ON l.prediction_id = p.prediction_id
    WHERE ${where.join(' AND ')}
    ORDER BY p.timestamp, p.prediction_id`
  return { sql, parameters }
}

async function fetchWindow(
  connection: DuckDBConnection,
  asked: HistoryQuery,
  predictions: string,
  labels: string,
): Promise<PredictionWindow> {
  const label = asked.labels === 'text' ? 'string' : 'double'
  const builders = [
    { name: 'prediction_id', type: 'string' } as const,
    { name: 'version', type: 'string' } as const,
    { name: 'tier', type: 'string' } as const,
    { name: 'timestamp', type: 'double' } as const,
    { name: 'probability', type: 'double' } as const,
    { name: 'label', type: label } as const,
    { name: 'actual', type: label } as const,
    { name: 'labelled_at', type: 'double' } as const,
    ...asked.inputs,
  ].map(createColumnBuilder)
  const { sql, parameters } = windowQuery(asked, predictions, labels)
  const result = await connection.stream(sql, parameters)
  let rows = 0
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [j, builder] of builders.entries()) builder.add(chunk.getColumnValues(j))
    rows += chunk.rowCount
  }
  const columns: Column[] = builders.map((builder) => builder.build())
  const own = columns.length - asked.inputs.length
  return { inputs: { rows, columns: columns.slice(own) }, predictions: { rows, columns: columns.slice(0, own) } }
}

export function createPredictionHistory({ root, reporter, processes }: PredictionHistoryDeps): PredictionHistory {
  const list = async (asked: HistoryQuery, problems: SegmentProblem[]) => {
    const onProblem = (problem: SegmentProblem): void => void problems.push(problem)
    const predictions = await filesOfHours(join(root, PREDICTIONS.folder), onProblem, asked.from, asked.to)
    const labels = await filesOfHours(join(root, LABELS.folder), onProblem, asked.from)
    return { predictions: segmentsOf(predictions), labels: segmentsOf(labels) }
  }

  const warn = (problems: readonly SegmentProblem[]): void => {
    for (const { path, reason } of problems.slice(0, NAMED)) {
      reporter.warn(`${relative(root, path)} ${reason}: left out`)
    }
    const more = problems.length - NAMED
    if (more > 0) reporter.warn(`${more} more parts of the prediction log cannot be read: see modelwright doctor`)
  }

  /** The way that costs most: each segment is tried by itself. */
  const readCarefully = async (connection: DuckDBConnection, asked: HistoryQuery, fault: unknown) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const problems: SegmentProblem[] = []
      const found = await list(asked, problems)
      const select = (kind: typeof PREDICTIONS, segments: readonly Segment[]): Promise<string> =>
        readableRows(connection, kind, segments, (problem) => problems.push(problem))
      try {
        const window = await fetchWindow(
          connection,
          asked,
          await select(PREDICTIONS, found.predictions),
          await select(LABELS, found.labels),
        )
        warn(problems)
        return window
      } catch (error) {
        if (!(error instanceof SegmentMoved) && !isMoved(error)) throw error
      }
    }
    throw fault
  }

  return {
    read: (asked) =>
      withDuckdb(async (connection) => {
        const problems: SegmentProblem[] = []
        const { predictions, labels } = await list(asked, problems)
        try {
          const window = await fetchWindow(
            connection,
            asked,
            segmentsQuery(PREDICTIONS, predictions),
            segmentsQuery(LABELS, labels),
          )
          warn(problems)
          return window
        } catch (fault) {
          return readCarefully(connection, asked, fault)
        }
      }),
    inspect: () => inspectLog(root, processes),
  }
}

function isMoved(error: unknown): boolean {
  return /No files found|No such file|Cannot open file/i.test(String(error))
}
