// Metrics in rows: batches in, history and latest out.
import { sql } from 'kysely'
import { latestMetrics, type Metric } from '../../track/index.ts'
import type { Db, MetricRow } from './tables.ts'

/** Rows of one statement: 6 parameters each, far below either engine's limit, and few enough texts to keep prepared. */
const ROWS = 100

function toRow(runId: string, { key, value, timestamp, step }: Metric): MetricRow {
  const isNan = Number.isNaN(value)
  // -0 is 0: one row, one value, on every engine.
  const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, isNan ? 0 : value)) + 0
  return { run_id: runId, key, timestamp, step, value: finite, is_nan: isNan ? 1 : 0 }
}

export function toMetric({ key, value, timestamp, step, is_nan }: MetricRow): Metric {
  return { key, value: is_nan ? Number.NaN : value, timestamp, step }
}

/** Identical rows are one; the latest of each key is kept beside. */
export async function insertMetrics(tx: Db, runId: string, metrics: readonly Metric[]): Promise<void> {
  for (let i = 0; i < metrics.length; i += ROWS) {
    await tx
      .insertInto('metrics')
      .values(metrics.slice(i, i + ROWS).map((metric) => toRow(runId, metric)))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  const latest = latestMetrics(metrics)
  for (let i = 0; i < latest.length; i += ROWS) {
    await tx
      .insertInto('latest_metrics')
      .values(latest.slice(i, i + ROWS).map((metric) => toRow(runId, metric)))
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
      )
      .execute()
  }
}

export async function metricHistory(db: Db, runId: string, key: string): Promise<readonly Metric[]> {
  const rows = await db
    .selectFrom('metrics')
    .selectAll()
    .where('run_id', '=', runId)
    .where('key', '=', key)
    .orderBy('timestamp')
    .orderBy('step')
    .orderBy('value')
    .orderBy('is_nan')
    .execute()
  return rows.map(toMetric)
}
