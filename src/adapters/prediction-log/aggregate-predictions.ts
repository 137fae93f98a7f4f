import type { DuckDBConnection, DuckDBMapValue } from '@duckdb/node-api'
import type { AggregateQuery, PredictionGroup } from '../../predictions/index.ts'
import { type LogRows, queryLogged } from './logged-rows.ts'

const HOUR_MS = 3_600_000
const SPANS = { hour: HOUR_MS, day: 24 * HOUR_MS }

/** The finer one of the spans asked for. */
function startSql(by: AggregateQuery['by']): string {
  const span = by.includes('hour') ? SPANS.hour : by.includes('day') ? SPANS.day : undefined
  return span === undefined ? 'NULL::DOUBLE' : `floor(timestamp / ${span}) * ${span}`
}

function countsOf(histogram: unknown): ReadonlyMap<string, number> {
  const { entries } = (histogram as DuckDBMapValue | null) ?? { entries: [] }
  return new Map(entries.map(({ key, value }) => [String(key), Number(value)]))
}

/** Sums of doubles are compensated (`favg`): rows come in any order. */
export async function aggregatePredictions(
  connection: DuckDBConnection,
  asked: AggregateQuery,
  rows: LogRows,
): Promise<readonly PredictionGroup[]> {
  const isCounted = asked.summary === 'counts'
  const { sql, parameters } = queryLogged(
    asked,
    rows,
    `SELECT ${startSql(asked.by)}, ${asked.by.includes('version') ? 'version' : 'NULL::VARCHAR'},
       count(*),
       count(DISTINCT prediction_id) FILTER (actual IS NOT NULL),
       favg(probability),
       ${isCounted ? 'histogram(predicted)' : 'NULL'},
       ${isCounted ? 'NULL' : 'favg(TRY_CAST(predicted AS DOUBLE))'},
       histogram(tier)
     FROM logged GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  const reader = await connection.runAndReadAll(sql, parameters)
  return reader.getRows().map(([from, version, predictions, labelled, probability, labels, label, tiers]) => ({
    from: from as number | null,
    version: version as string | null,
    predictions: Number(predictions),
    labelled: Number(labelled),
    meanProbability: probability as number | null,
    labels: countsOf(labels),
    meanLabel: label as number | null,
    tiers: countsOf(tiers),
  }))
}
