// runs/* and metrics/*
import { Type } from 'typebox'
import { AppError, type Clock } from '../../core/index.ts'
import { parseFilter, parseOrder, RUN_NAMES, type RunStore } from '../../track/index.ts'
import { ANY_OBJECT, type AnyRoute, ref } from '../kit/index.ts'
import { endpoint } from './endpoint.ts'
import { metricOf, runInfoOf, runOf } from './entities.ts'
import { PARAM, recordOf, SEARCH, TAG, VIEW, viewOf } from './fields.ts'
import { withInsidePlaces } from './inside-places.ts'
import {
  double,
  int64,
  invalid,
  list,
  type MessageOf,
  message,
  missing,
  oneOf,
  optional,
  required,
  string,
} from './message.ts'

const tag = 'runs'
const RUN = Type.Object({ run: ref('Run') })
const STATUS = oneOf(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'])

/** Older clients say run_uuid. */
const RUN_ID = { run_id: optional(string()), run_uuid: optional(string()) } as const

function runIdOf({ run_id, run_uuid }: { run_id?: string | undefined; run_uuid?: string | undefined }): string {
  const id = run_id || run_uuid
  if (id) return id
  throw missing('run_id')
}

const METRIC_FIELDS = {
  key: required(string()),
  value: required(double()),
  timestamp: required(int64()),
  step: optional(int64()),
  model_id: optional(string()),
  dataset_name: optional(string()),
  dataset_digest: optional(string()),
} as const
const METRIC = message(METRIC_FIELDS)

const toMetric = ({
  key,
  value,
  timestamp,
  step = 0,
}: Omit<MessageOf<typeof METRIC>, 'model_id' | 'dataset_name' | 'dataset_digest'>) => ({ key, value, timestamp, step })

/** Those of a logged model besides: a run keeps all of its metrics. */
const metricsOf = (metrics: readonly MessageOf<typeof METRIC>[]) => ({
  metrics: metrics.map(toMetric),
  modelMetrics: metrics.flatMap(({ model_id, dataset_name, dataset_digest, ...metric }) =>
    model_id
      ? [{ ...toMetric(metric), modelId: model_id, datasetName: dataset_name, datasetDigest: dataset_digest }]
      : [],
  ),
})

/** One key may be there once: which of two values would count? */
function paramsOf(params: readonly MessageOf<typeof PARAM>[]): Record<string, string> {
  const record = recordOf(params)
  const keys = params.map(({ key }) => key)
  if (new Set(keys).size === keys.length) return record
  const twice = keys.find((key, i) => keys.indexOf(key) !== i)
  throw new AppError('INVALID_PARAMETER_VALUE', `Duplicate parameter keys have been submitted: ['${twice}'].`, {
    where: 'params',
    fix: 'Send each param once',
  })
}

const LOGGED_MODELS_TAG = 'mlflow.log-model.history'
const MODEL_FIELDS = ['artifact_path', 'flavors', 'utc_time_created', 'run_id'] as const

/** @throws INVALID_PARAMETER_VALUE */
function modelJson(text: string): object {
  let model: unknown
  try {
    model = JSON.parse(text)
  } catch {
    throw invalid('model_json', text, 'Send the JSON of an MLmodel')
  }
  const isModel =
    typeof model === 'object' && model !== null && MODEL_FIELDS.every((field) => Object.hasOwn(model, field))
  if (isModel) return model as object
  throw new AppError('INVALID_PARAMETER_VALUE', 'Model json is missing mandatory fields', {
    where: 'model_json',
    fix: `It has ${MODEL_FIELDS.join(', ')}`,
  })
}

const DATASET_INPUT = message({
  tags: optional(list(TAG)),
  dataset: required(
    message({
      name: required(string()),
      digest: required(string()),
      source_type: required(string()),
      source: required(string()),
      schema: optional(string()),
      profile: optional(string()),
    }),
  ),
})

export function runRoutes({ runs, clock }: { readonly runs: RunStore; readonly clock: Clock }): AnyRoute[] {
  return [
    ...endpoint({
      method: 'POST',
      path: 'runs/create',
      id: 'createRun',
      summary: 'Starts a run.',
      tag,
      asks: message({
        experiment_id: optional(string()),
        user_id: optional(string()),
        run_name: optional(string()),
        start_time: optional(int64()),
        tags: optional(list(TAG)),
      }),
      answers: RUN,
      async handle({ experiment_id = '0', user_id = '', run_name, start_time = clock.now(), tags }) {
        const run = await runs.createRun({
          experimentId: experiment_id,
          userId: user_id,
          startTime: start_time,
          tags: recordOf(tags),
          ...(run_name && { runName: run_name }),
        })
        return { run: runOf(run) }
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/update',
      id: 'updateRun',
      summary: 'Status, end or name of a run.',
      tag,
      asks: message({
        ...RUN_ID,
        status: optional(STATUS),
        end_time: optional(int64()),
        run_name: optional(string()),
      }),
      answers: Type.Object({ run_info: ref('RunInfo') }),
      async handle({ status, end_time, run_name, ...asked }) {
        const run = await runs.updateRun(runIdOf(asked), { status, endTime: end_time, runName: run_name })
        return { run_info: runInfoOf(run) }
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'runs/get',
      id: 'getRun',
      summary: 'A run with its params, tags, inputs and the latest value of each metric.',
      tag,
      asks: message(RUN_ID),
      answers: RUN,
      handle: async (asked) => ({ run: runOf(await runs.getRun(runIdOf(asked))) }),
    }),
    ...(['delete', 'restore'] as const).flatMap((what) =>
      endpoint({
        method: 'POST',
        path: `runs/${what}`,
        id: `${what}Run`,
        summary: what === 'delete' ? 'Deletes a run, so that it can be restored.' : 'Undoes a deletion.',
        tag,
        asks: message({ run_id: required(string()) }),
        answers: ANY_OBJECT,
        async handle({ run_id }) {
          await runs.setRunLifecycle(run_id, what === 'delete' ? 'deleted' : 'active')
          return {}
        },
      }),
    ),
    ...endpoint({
      method: 'POST',
      path: 'runs/log-metric',
      id: 'logMetric',
      summary: 'One value of a metric.',
      tag,
      asks: message({ ...RUN_ID, ...METRIC_FIELDS }),
      answers: ANY_OBJECT,
      async handle(asked) {
        await runs.logBatch(runIdOf(asked), metricsOf([asked]))
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/log-parameter',
      id: 'logParam',
      summary: 'A param, which never changes.',
      tag,
      asks: message({ ...RUN_ID, key: required(string()), value: optional(string()) }),
      answers: ANY_OBJECT,
      async handle({ key, value = '', ...asked }) {
        await runs.logBatch(runIdOf(asked), { params: recordOf([{ key, value }]) })
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/set-tag',
      id: 'setRunTag',
      summary: 'Sets a tag.',
      tag,
      asks: message({ ...RUN_ID, key: required(string()), value: optional(string()) }),
      answers: ANY_OBJECT,
      async handle({ key, value = '', ...asked }) {
        await runs.logBatch(runIdOf(asked), { tags: recordOf([{ key, value }]) })
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/delete-tag',
      id: 'deleteRunTag',
      summary: 'Deletes a tag.',
      tag,
      asks: message({ run_id: required(string()), key: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ run_id, key }) {
        await runs.deleteTag(run_id, key)
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/log-batch',
      id: 'logBatch',
      summary: 'Metrics, params and tags, all or none: at most 1000 metrics, 100 params, 100 tags, 1000 together.',
      tag,
      asks: message({
        run_id: required(string()),
        metrics: optional(list(METRIC)),
        params: optional(list(message({ key: required(string()), value: optional(string()) }))),
        tags: optional(list(TAG)),
      }),
      answers: ANY_OBJECT,
      async handle({ run_id, metrics = [], params = [], tags }) {
        await runs.logBatch(run_id, {
          ...metricsOf(metrics),
          params: paramsOf(params.map(({ key, value = '' }) => ({ key, value }))),
          tags: recordOf(tags),
        })
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/log-inputs',
      id: 'logInputs',
      summary: 'Data sets and logged models that a run has read.',
      tag,
      asks: message({
        run_id: required(string()),
        datasets: optional(list(DATASET_INPUT)),
        models: optional(list(message({ model_id: required(string()) }))),
      }),
      answers: ANY_OBJECT,
      async handle({ run_id, datasets = [], models = [] }) {
        const inputs = datasets.map(({ tags, dataset: { source_type, ...dataset } }) => ({
          ...dataset,
          sourceType: source_type,
          tags: recordOf(tags),
        }))
        if (inputs.length > 0 || models.length === 0) await runs.logInputs(run_id, inputs)
        if (models.length > 0) await runs.logModels(run_id, { inputs: models.map(({ model_id }) => model_id) })
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/outputs',
      id: 'logOutputs',
      summary: 'Logged models that a run has made.',
      tag,
      asks: message({
        run_id: required(string()),
        models: required(list(message({ model_id: required(string()), step: optional(int64()) }))),
      }),
      answers: ANY_OBJECT,
      async handle({ run_id, models }) {
        await runs.logModels(run_id, {
          outputs: models.map(({ model_id, step = 0 }) => ({ modelId: model_id, step })),
        })
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/log-model',
      id: 'logModel',
      summary: 'What clients before MLflow 3 say of a model that a run has logged; kept as a tag.',
      tag,
      asks: message({ run_id: required(string()), model_json: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ run_id, model_json }) {
        const model = modelJson(model_json)
        const { tags } = await runs.getRun(run_id)
        const before = Object.hasOwn(tags, LOGGED_MODELS_TAG) ? (JSON.parse(tags[LOGGED_MODELS_TAG]!) as unknown[]) : []
        await runs.logBatch(run_id, { tags: { [LOGGED_MODELS_TAG]: JSON.stringify([...before, model]) } })
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'runs/search',
      access: 'read',
      id: 'searchRuns',
      summary: 'Runs that fit a filter, a page at a time; newest first unless order_by says otherwise.',
      tag,
      asks: message({
        experiment_ids: optional(list(string(), 10_000)),
        run_view_type: optional(VIEW),
        ...SEARCH,
      }),
      answers: Type.Object({
        runs: Type.Optional(Type.Array(ref('Run'))),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ experiment_ids = [], run_view_type, filter = '', order_by = [], max_results, page_token }) {
        const { items, nextPageToken } = await runs.searchRuns({
          experimentIds: experiment_ids,
          view: viewOf(run_view_type),
          filter: withInsidePlaces(parseFilter(filter, RUN_NAMES)),
          orderBy: parseOrder(order_by, RUN_NAMES),
          maxResults: max_results,
          pageToken: page_token || undefined,
        })
        return { runs: items.map(runOf), next_page_token: nextPageToken ?? undefined }
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'metrics/get-history',
      id: 'getMetricHistory',
      summary: 'Every value of a metric, by time; all at once unless max_results is given.',
      tag,
      asks: message({
        ...RUN_ID,
        metric_key: required(string()),
        max_results: optional(int64()),
        page_token: optional(string()),
      }),
      answers: Type.Object({
        metrics: Type.Optional(Type.Array(ref('Metric'))),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ metric_key, max_results, page_token, ...asked }) {
        const { items, nextPageToken } = await runs.metricHistory(runIdOf(asked), metric_key, {
          maxResults: max_results,
          pageToken: page_token || undefined,
        })
        return { metrics: items.map(metricOf), next_page_token: nextPageToken ?? undefined }
      },
    }),
  ]
}
