import type { DuckDBConnection } from '@duckdb/node-api'
import { AppError, didYouMean } from '../../core/index.ts'
import type { Column, InputColumn } from '../../data/index.ts'
import type { HistoryQuery, PredictionWindow, SegmentColumn, SegmentSchema } from '../../predictions/index.ts'
import { createColumnBuilder } from './column-builder.ts'
import { type LogRows, queryLogged } from './logged-rows.ts'
import { columnNames, literal } from './segment-sql.ts'

/** A column of the window and the SQL of its values. */
type Wanted = InputColumn & { readonly sql: string }

/** A key of a JSON object as a JSON pointer. */
const pointer = (name: string): string => literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)

function inputSql({ name, type }: InputColumn): string {
  const text = `(inputs ->> ${pointer(name)})`
  if (type === 'string') return text
  return type === 'boolean' ? `TRY_CAST(TRY_CAST(${text} AS BOOLEAN) AS DOUBLE)` : `TRY_CAST(${text} AS DOUBLE)`
}

function further(schema: SegmentSchema, name: string): Wanted {
  const names = columnNames(schema)
  if (!names.includes(name)) {
    throw new AppError('DATA_COLUMN_MISSING', `the prediction log has no column '${name}'${didYouMean(name, names)}`, {
      fix: `Use one of: ${names.join(', ')}`,
    })
  }
  const { type }: SegmentColumn = schema.columns[name]!
  return { name, type: type === 'number' ? 'double' : 'string', sql: type === 'json' ? `(${name} ->> '$')` : name }
}

/** What `predictions` of a window has. @throws DATA_COLUMN_MISSING */
function ownColumns(asked: HistoryQuery, schema: SegmentSchema): readonly Wanted[] {
  const label = asked.labels === 'text' ? 'string' : 'double'
  return [
    { name: 'prediction_id', type: 'string', sql: 'prediction_id' },
    { name: 'version', type: 'string', sql: 'version' },
    { name: 'tier', type: 'string', sql: 'tier' },
    { name: 'timestamp', type: 'double', sql: 'timestamp' },
    { name: 'probability', type: 'double', sql: 'probability' },
    { name: 'label', type: label, sql: 'predicted' },
    { name: 'actual', type: label, sql: 'actual' },
    { name: 'labelled_at', type: 'double', sql: 'labelled_at' },
    ...(asked.columns ?? []).map((name) => further(schema, name)),
  ]
}

async function fetchWindow(
  connection: DuckDBConnection,
  asked: HistoryQuery,
  own: readonly Wanted[],
  rows: LogRows,
): Promise<PredictionWindow> {
  const wanted = [...own, ...asked.inputs.map((input): Wanted => ({ ...input, sql: inputSql(input) }))]
  const only = asked.only === 'labelled' ? 'WHERE actual IS NOT NULL' : ''
  const select = `SELECT ${wanted.map(({ sql }) => sql).join(', ')} FROM logged ${only} ORDER BY timestamp, prediction_id`
  const { sql, parameters } = queryLogged(asked, rows, select)
  const builders = wanted.map(createColumnBuilder)
  const result = await connection.stream(sql, parameters)
  let count = 0
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [j, builder] of builders.entries()) builder.add(chunk.getColumnValues(j))
    count += chunk.rowCount
  }
  const columns: Column[] = builders.map((builder) => builder.build())
  return {
    inputs: { rows: count, columns: columns.slice(own.length) },
    predictions: { rows: count, columns: columns.slice(0, own.length) },
  }
}

/** Asks for the rows of a window. @throws DATA_COLUMN_MISSING before anything is read */
export function windowQuestion(asked: HistoryQuery, schema: SegmentSchema) {
  const own = ownColumns(asked, schema)
  return (connection: DuckDBConnection, rows: LogRows): Promise<PredictionWindow> =>
    fetchWindow(connection, asked, own, rows)
}
