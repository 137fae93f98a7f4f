// Metrics in rows: batches in, history and latest out.
import { type RawBuilder, sql } from 'kysely'
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
import type { Db, LatestMetricRow, MetricRow } from './tables.ts'

/** Rows of one statement: 10 parameters each at most, far below either engine's limit, and few enough texts to keep prepared. */
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
const EXTREMES = ['min_value', 'min_step', 'max_value', 'max_step'] as const

export type MetricWriter = (tx: Db, runId: string, metrics: readonly Metric[]) => Promise<void>

/** Of one engine. Identical rows are one; the latest, least and greatest of each key are kept beside. */
export function createMetricWriter(): MetricWriter {
  const insert = rowStatement<MetricRow>(COLUMNS, (tx, rows) =>
    tx
      .insertInto('metrics')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  )
  const keep = rowStatement<LatestMetricRow>([...COLUMNS, ...EXTREMES], (tx, rows) =>
    tx
      .insertInto('latest_metrics')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['run_id', 'key']).doUpdateSet({
          value: whereLater('value'),
          timestamp: whereLater('timestamp'),
          step: whereLater('step'),
          is_nan: whereLater('is_nan'),
          min_value: whereBeyond('min', 'value'),
          min_step: whereBeyond('min', 'step'),
          max_value: whereBeyond('max', 'value'),
          max_step: whereBeyond('max', 'step'),
        }),
      ),
  )
  return async (tx, runId, metrics) => {
    const rows = metrics.map((metric) => toRow(runId, metric))
    for (let i = 0; i < rows.length; i += ROWS) await insert(tx, rows.slice(i, i + ROWS))
    const kept = rollupsOf(runId, metrics)
    for (let i = 0; i < kept.length; i += ROWS) await keep(tx, kept.slice(i, i + ROWS))
  }
}

/** The column of the new row if that comes after the one that is there, by (step, timestamp, value). */
function whereLater<C extends 'value' | 'timestamp' | 'step' | 'is_nan'>(column: C): RawBuilder<number> {
  return sql<number>`case when (excluded.step, excluded.timestamp, excluded.value) >
    (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)
    then excluded.${sql.ref(column)} else latest_metrics.${sql.ref(column)} end`
}

/** The column of the new row if its value is less, or greater, or as much at an earlier step, or there is none yet. */
function whereBeyond(which: 'min' | 'max', column: 'value' | 'step'): RawBuilder<number> {
  const [value, step, kept] = [`${which}_value`, `${which}_step`, `${which}_${column}`].map((name) => sql.ref(name))
  const beyond = which === 'min' ? sql`<` : sql`>`
  return sql<number>`case when latest_metrics.${value} is null or excluded.${value} ${beyond} latest_metrics.${value}
    or (excluded.${value} = latest_metrics.${value} and excluded.${step} < latest_metrics.${step})
    then excluded.${kept} else latest_metrics.${kept} end`
}

/** The latest of each key, and the least and greatest of these points. */
function rollupsOf(runId: string, metrics: readonly Metric[]): LatestMetricRow[] {
  const byKey = new Map<string, LatestMetricRow>()
  for (const metric of latestMetrics(metrics)) {
    byKey.set(metric.key, { ...toRow(runId, metric), min_value: null, min_step: null, max_value: null, max_step: null })
  }
  for (const { key, value, step } of metrics) {
    if (Number.isNaN(value)) continue
    const row = byKey.get(key)!
    const finite = finiteValue(value).value
    // An equal value counts at its first step, in whichever order they come.
    const [low, high] = [finite - (row.min_value ?? Infinity), finite - (row.max_value ?? -Infinity)]
    if (low < 0 || (low === 0 && step < row.min_step!)) Object.assign(row, { min_value: finite, min_step: step })
    if (high > 0 || (high === 0 && step < row.max_step!)) Object.assign(row, { max_value: finite, max_step: step })
  }
  return [...byKey.values()]
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
