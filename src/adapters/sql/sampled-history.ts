import { type Metric, type SampledHistory, sampleSteps } from '../../track/index.ts'
import { toMetric } from './metrics.ts'
import type { Db } from './tables.ts'

/** Steps of one statement, below either engine's limit of parameters. */
const STEPS = 500

/** Only what is drawn is read: first which steps there are, then their points. */
export async function sampledHistory(
  tx: Db,
  { runIds, key, steps, most }: SampledHistory,
): Promise<readonly { readonly runId: string; readonly metrics: readonly Metric[] }[]> {
  if (runIds.length === 0) return []
  let points = tx.selectFrom('metrics').where('run_id', 'in', runIds).where('key', '=', key)
  if (steps !== undefined) points = points.where('step', '>=', steps.first).where('step', '<=', steps.last)
  const all = await points.select('step').distinct().orderBy('step').execute()
  const ends = await points
    .select((eb) => [eb.fn.min('step').as('first'), eb.fn.max('step').as('last')])
    .groupBy('run_id')
    .execute()
  const sampled = sampleSteps(
    all.map(({ step }) => step),
    most,
  )
  const wanted = [...new Set([...sampled, ...ends.flatMap(({ first, last }) => [first, last])])]
  const byRun = new Map<string, Metric[]>(runIds.map((runId) => [runId, []]))
  for (let i = 0; i < wanted.length; i += STEPS) {
    const rows = await points
      .selectAll()
      .where('step', 'in', wanted.slice(i, i + STEPS))
      .execute()
    for (const row of rows) byRun.get(row.run_id)!.push(toMetric(row))
  }
  return [...byRun].map(([runId, metrics]) => ({
    runId,
    metrics: metrics.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp || a.value - b.value),
  }))
}
