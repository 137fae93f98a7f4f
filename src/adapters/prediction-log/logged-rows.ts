// The predictions in scope with the last label of each, as every query of the history reads them.
import type { HistoryScope } from '../../predictions/index.ts'

/** SELECTs of all rows of the two kinds of segments. */
export interface LogRows {
  readonly predictions: string
  readonly labels: string
}

export interface Query {
  readonly sql: string
  readonly parameters: Record<string, string>
}

/** A label as the scope has it; NULL if it is none. */
function labelSql(column: string, labels: HistoryScope['labels']): string {
  const text = `(${column} ->> '$')`
  return labels === 'text' ? `nullif(${text}, '')` : `TRY_CAST(${text} AS DOUBLE)`
}

/** Adds a clause `logged` that has `predicted`, `actual` and `labelled_at` beside the predictions' own columns. */
export function queryLogged({ model, version, from, to, labels }: HistoryScope, rows: LogRows, select: string): Query {
  const where = ['p.model = $model']
  const parameters: Record<string, string> = { model }
  if (version !== undefined) {
    where.push('p.version = $version')
    parameters['version'] = version
  }
  if (from !== undefined) where.push(`p.timestamp >= ${from}`)
  if (to !== undefined) where.push(`p.timestamp < ${to}`)
  const sql = `
    WITH l AS (
      SELECT prediction_id, timestamp, label FROM (${rows.labels})
      QUALIFY row_number() OVER (PARTITION BY prediction_id ORDER BY timestamp DESC, seq DESC) = 1
    ), logged AS NOT MATERIALIZED (
      SELECT p.*, ${labelSql('p.label', labels)} AS predicted, ${labelSql('l.label', labels)} AS actual, l.timestamp AS labelled_at
      FROM (${rows.predictions}) p LEFT JOIN l ON l.prediction_id = p.prediction_id
      WHERE ${where.join(' AND ')}
    )
    ${select}`
  return { sql, parameters }
}
