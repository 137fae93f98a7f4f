// Reads the prediction log through DuckDB: Parquet and open segments of the hours asked for, joined with the last label of each prediction.

import { join } from 'node:path'
import type { Column, InputColumn } from '../../data/index.ts'
import type { HistoryQuery, PredictionHistory, PredictionWindow } from '../../serve/index.ts'
import { createColumnBuilder } from './column-builder.ts'
import { listSegments } from './segment-files.ts'
import { LABELS, PREDICTIONS } from './segment-format.ts'
import { literal, segmentsQuery } from './segment-sql.ts'

/** A key of a JSON object as a JSON pointer. */
const pointer = (name: string): string => literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)

function inputSql({ name, type }: InputColumn): string {
  const text = `(p.inputs ->> ${pointer(name)})`
  if (type === 'string') return text
  return type === 'boolean' ? `TRY_CAST(TRY_CAST(${text} AS BOOLEAN) AS DOUBLE)` : `TRY_CAST(${text} AS DOUBLE)`
}

async function query(root: string, { model, version, from, to, inputs, labels }: HistoryQuery) {
  const predictions = await listSegments(join(root, PREDICTIONS.folder), from, to)
  const labelSegments = await listSegments(join(root, LABELS.folder), from)
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
    ...inputs.map(inputSql),
  ]
  const sql = `
    WITH l AS (
      SELECT prediction_id, label FROM (${segmentsQuery(LABELS, labelSegments)})
      QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY timestamp DESC, seq DESC) = 1
    )
    SELECT ${columns.join(', ')}
    FROM (${segmentsQuery(PREDICTIONS, predictions)}) p LEFT JOIN l ON l.prediction_id = p.prediction_id
    WHERE ${where.join(' AND ')}
    ORDER BY p.timestamp, p.prediction_id`
  return { sql, parameters }
}

export function createPredictionHistory({ root }: { readonly root: string }): PredictionHistory {
  const read = async (asked: HistoryQuery): Promise<PredictionWindow> => {
    const label = asked.labels === 'text' ? 'string' : 'double'
    const builders = [
      { name: 'prediction_id', type: 'string' } as const,
      { name: 'version', type: 'string' } as const,
      { name: 'tier', type: 'string' } as const,
      { name: 'timestamp', type: 'double' } as const,
      { name: 'probability', type: 'double' } as const,
      { name: 'label', type: label } as const,
      { name: 'actual', type: label } as const,
      ...asked.inputs,
    ].map(createColumnBuilder)
    const { sql, parameters } = await query(root, asked)
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    let rows = 0
    try {
      const result = await connection.stream(sql, parameters)
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        for (const [j, builder] of builders.entries()) builder.add(chunk.getColumnValues(j))
        rows += chunk.rowCount
      }
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
    const columns: Column[] = builders.map((builder) => builder.build())
    const own = columns.length - asked.inputs.length
    return { inputs: { rows, columns: columns.slice(own) }, predictions: { rows, columns: columns.slice(0, own) } }
  }

  return {
    /** A segment may turn into Parquet between listing and reading: then the list is made again. */
    async read(asked) {
      try {
        return await read(asked)
      } catch (error) {
        if (!/No files found|No such file|Cannot open file/i.test(String(error))) throw error
        return read(asked)
      }
    },
  }
}
