// What MLflow's pages ask to draw: points of many runs at once, and the data sets of an experiment.
import { Type } from 'typebox'
import { AppError } from '../../core/index.ts'
import type { RunStore } from '../../track/index.ts'
import { type AnyRoute, answer, json, ref, route } from '../kit/index.ts'
import { endpoint, queryOf, REFUSALS } from './endpoint.ts'
import { metricOf } from './entities.ts'
import { int64, invalid, list, message, missing, optional, required, string } from './message.ts'
import { restDialect } from './rest-dialect.ts'

const MOST_RUNS = 100
const MOST_POINTS = 25_000
const MOST_STEPS = 2500
const MOST_EXPERIMENTS = 20
const tag = 'runs'
const METRICS = Type.Object({ metrics: Type.Array(ref('Metric')) })

const SUMMARIES = Type.Object({ dataset_summaries: Type.Array(Type.Object({})) })

const BULK = message({
  run_id: required(list(string(), MOST_RUNS)),
  metric_key: required(string()),
  max_results: optional(int64()),
})

const DATASETS = message({ experiment_ids: required(list(string(), MOST_EXPERIMENTS)) })

/** @throws INVALID_PARAMETER_VALUE */
function stepsOf(first: number | undefined, last: number | undefined) {
  if (first === undefined && last === undefined) return undefined
  if (first === undefined || last === undefined) {
    throw new AppError(
      'INVALID_PARAMETER_VALUE',
      'If either start step or end step are specified, both must be specified.',
    )
  }
  if (first <= last) return { first, last }
  throw new AppError(
    'INVALID_PARAMETER_VALUE',
    `end_step must be greater than start_step. Found start_step=${first} and end_step=${last}.`,
  )
}

export function chartRoutes({ runs }: { readonly runs: RunStore }): AnyRoute[] {
  return [
    ...endpoint({
      method: 'GET',
      path: 'metrics/get-history-bulk-interval',
      id: 'sampleMetricHistory',
      summary: 'Points of a metric in several runs: so many steps at most, spread over all there are.',
      tag,
      asks: message({
        run_ids: required(list(string(), MOST_RUNS)),
        metric_key: required(string()),
        start_step: optional(int64()),
        end_step: optional(int64()),
        max_results: optional(int64()),
      }),
      answers: METRICS,
      async handle({ run_ids, metric_key, start_step, end_step, max_results: most = MOST_STEPS }) {
        if (most < 1 || most > MOST_STEPS) throw invalid('max_results', most, `Ask for 1 to ${MOST_STEPS}`)
        const steps = stepsOf(start_step, end_step)
        const sampled = await runs.sampleHistory({ runIds: [...new Set(run_ids)], key: metric_key, steps, most })
        return {
          metrics: sampled.flatMap(({ runId, metrics }) =>
            metrics.map((metric) => ({ ...metricOf(metric), run_id: runId })),
          ),
        }
      },
    }),
    route({
      method: 'GET',
      url: '/ajax-api/2.0/mlflow/metrics/get-history-bulk',
      id: 'getMetricHistoryBulk',
      summary: 'Every point of a metric in several runs, up to 25,000 of each.',
      tags: [tag],
      errors: restDialect,
      validates: 'handler',
      query: BULK.schema,
      answers: { 200: answer('Done.', json(METRICS)), ...REFUSALS },
      async handler({ query }) {
        const { run_id, metric_key, max_results: most = MOST_POINTS } = BULK.read(queryOf(query, BULK), '')
        const metrics: object[] = []
        for (const runId of [...new Set(run_id)].toSorted()) {
          const { items } = await runs.metricHistory(runId, metric_key, { maxResults: Math.min(most, MOST_POINTS) })
          for (const metric of items) metrics.push({ ...metricOf(metric), run_id: runId })
        }
        return { metrics: metrics.slice(0, most) }
      },
    }),
    route({
      method: 'POST',
      url: '/ajax-api/2.0/mlflow/experiments/search-datasets',
      id: 'searchDatasets',
      summary: 'Data sets that runs of some experiments have read.',
      tags: ['experiments'],
      errors: restDialect,
      access: 'read',
      validates: 'handler',
      body: json(DATASETS.schema),
      answers: { 200: answer('Done.', json(SUMMARIES)), ...REFUSALS },
      async handler({ body }) {
        const { experiment_ids } = DATASETS.read(body ?? {}, '')
        if (experiment_ids.length === 0) throw missing('experiment_ids')
        const found = await runs.datasetsOf(experiment_ids)
        return {
          dataset_summaries: found.map(({ experimentId, name, digest, context }) => ({
            experiment_id: experimentId,
            name,
            digest,
            ...(context !== null && { context }),
          })),
        }
      },
    }),
  ]
}
