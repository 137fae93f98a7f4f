// Metrics in rows: batches in, history and latest out.
import { sql } from 'kysely'
import {
  checkPageSize,
  decodePageToken,
  encodePageToken,
  type HistoryPage,
  latestMetrics,
  type Metric,
  type Page,
} from '../../track/index.ts'
import { rowStatement } from './row-statement.ts'
import type { Db, MetricRow } from './tables.ts'

/** Rows of one statement: 6 parameters each, far below either engine's limit, and few enough texts to keep prepared. */
const ROWS = 100

function toRow(runId: string, { key, value, timestamp, step }: Metric): MetricRow {
  return { run_id: runId, key, timestamp, step, ...finiteValue(value) }
}

export function finiteValue(value: number): Pick<MetricRow, 'value' | 'is_nan'> {
  const isNan = Number.isNaN(value)
  // -0 is 0: one row, one value, on every engine.
  const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, isNan ? 0 : value)) + 0
  return { value: finite, is_nan: isNan ? 1 : 0 }
}

export function toMetric({ key, value, timestamp, step, is_nan }: Omit<MetricRow, 'run_id'>): Metric {
  return { key, value: is_nan ? Number.NaN : value, timestamp, step }
}

const COLUMNS = ['run_id', 'key', 'timestamp', 'step', 'value', 'is_nan'] as const

export type MetricWriter = (tx: Db, runId: string, metrics: readonly Metric[]) => Promise<void>

/** Of one engine. Identical rows are one; the latest of each key is kept beside. */
export function createMetricWriter(): MetricWriter {
  const insert = rowStatement<MetricRow>(COLUMNS, (tx, rows) =>
    tx
      .insertInto('metrics')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  )
  const keepLatest = rowStatement<MetricRow>(COLUMNS, (tx, rows) =>
    tx
      .insertInto('latest_metrics')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['run_id', 'key'])
          .doUpdateSet((eb) => ({
            value: eb.ref('excluded.value'),
            timestamp: eb.ref('excluded.timestamp'),
            step: eb.ref('excluded.step'),
            is_nan: eb.ref('excluded.is_nan'),
          }))
          .where(
            sql<boolean>`(excluded.step, excluded.timestamp, excluded.value) >
              (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`,
          ),
      ),
  )
  return async (tx, runId, metrics) => {
    const rows = metrics.map((metric) => toRow(runId, metric))
    for (let i = 0; i < rows.length; i += ROWS) await insert(tx, rows.slice(i, i + ROWS))
    const latest = latestMetrics(metrics).map((metric) => toRow(runId, metric))
    for (let i = 0; i < latest.length; i += ROWS) await keepLatest(tx, latest.slice(i, i + ROWS))
  }
}

const HISTORY = { byDefault: Number.MAX_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER }
const ORDER = ['timestamp', 'step', 'value', 'is_nan'] as const

export async function metricHistory(
  db: Db,
  runId: string,
  key: string,
  { maxResults, pageToken }: HistoryPage,
): Promise<Page<Metric>> {
  const size = checkPageSize(maxResults, HISTORY)
  let select = db.selectFrom('metrics').selectAll().where('run_id', '=', runId).where('key', '=', key)
  if (pageToken !== undefined) {
    const [time, step, value, isNan] = decodePageToken(
      pageToken,
      ORDER.map(() => 'number' as const),
    )
    select = select.where(sql<boolean>`(timestamp, step, value, is_nan) > (${time}, ${step}, ${value}, ${isNan})`)
  }
  for (const column of ORDER) select = select.orderBy(column)
  if (maxResults !== undefined) select = select.limit(size + 1)
  const rows = await select.execute()
  const last = rows.length > size ? rows[size - 1] : undefined
  return {
    items: rows.slice(0, size).map(toMetric),
    nextPageToken: last === undefined ? null : encodePageToken(ORDER.map((column) => last[column])),
  }
}
