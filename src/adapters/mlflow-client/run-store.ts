// Experiments and runs on a tracking server.
import { checkArtifactPlace, toArtifactUri } from '../../artifacts/index.ts'
import { AppError, type Clock, isAppError } from '../../core/index.ts'
import { DIGEST_TAG } from '../../registry/index.ts'
import {
  checkBatch,
  checkExperimentName,
  checkExperimentTags,
  checkInput,
  everyItem,
  type HistoryPage,
  type Metric,
  type ModelMetric,
  type Page,
  type RunStore,
} from '../../track/index.ts'
import { child, experimentOf, items, type Json, metricOf, optionalText, runOf, text } from './answers.ts'
import { type Api, keyValues } from './api.ts'
import { filterText, orderTexts } from './filter-text.ts'

const VIEWS = { active: 'ACTIVE_ONLY', deleted: 'DELETED_ONLY', all: 'ALL' } as const
/** Of a data set's digest, as MLflow keeps it. */
const DIGEST_CHARACTERS = 36
/** Points of one answer. */
const HISTORY_PAGE = 25_000
const EXPERIMENT_PAGE = 1000

export const pageOf = <T>(answer: Json, key: string, read: (json: Json) => T): Page<T> => ({
  items: items(answer, key).map(read),
  nextPageToken: optionalText(answer, 'next_page_token') ?? null,
})

const metricId = ({ key, value, timestamp, step }: Metric): string =>
  JSON.stringify([key, String(value), timestamp, step])

const plain = ({ key, value, timestamp, step }: Metric) => ({ key, value, timestamp, step })

/** A metric that tells of a model is sent as such, once. */
function metricsSent(metrics: readonly Metric[], ofModels: readonly ModelMetric[]): Json[] {
  const told = new Set(ofModels.map(metricId))
  return [
    ...metrics.filter((metric) => !told.has(metricId(metric))).map(plain),
    ...ofModels.map((metric) => ({
      ...plain(metric),
      model_id: metric.modelId,
      dataset_name: metric.datasetName,
      dataset_digest: metric.datasetDigest,
    })),
  ]
}

/** Of no characters it would be a missing field to the server. @throws RESOURCE_DOES_NOT_EXIST */
function requireId(experimentId: string): void {
  if (experimentId !== '') return
  throw new AppError('RESOURCE_DOES_NOT_EXIST', "no experiment of id ''", {
    fix: 'Search the experiments to see which exist',
  })
}

export function createRemoteRunStore(api: Api, clock: Clock): RunStore {
  const getExperiment: RunStore['getExperiment'] = async (experimentId) => {
    requireId(experimentId)
    return experimentOf(child(await api.get('experiments/get', { experiment_id: experimentId }), 'experiment'))
  }
  const getRun: RunStore['getRun'] = async (runId) =>
    runOf(child(await api.get('runs/get', { run_id: runId, run_uuid: runId }), 'run'))

  const searchExperiments: RunStore['searchExperiments'] = async (search = {}) => {
    const ours = await api.isOurs()
    const answer = await api.again('POST', 'experiments/search', {
      filter: filterText(search.filter, ours),
      order_by: orderTexts(search.orderBy, ours),
      max_results: search.maxResults ?? EXPERIMENT_PAGE,
      page_token: search.pageToken,
      view_type: VIEWS[search.view ?? 'active'],
    })
    return pageOf(answer, 'experiments', experimentOf)
  }

  /** MLflow searches none where none is named. */
  const everyExperiment = async (): Promise<readonly string[]> =>
    (await everyItem((page) => searchExperiments({ view: 'all', ...page }))).map(({ experimentId }) => experimentId)

  const history = async (runId: string, key: string, { maxResults, pageToken }: HistoryPage): Promise<Page<Metric>> => {
    const query = { run_id: runId, run_uuid: runId, metric_key: key, max_results: maxResults, page_token: pageToken }
    return pageOf(await api.get('metrics/get-history', query), 'metrics', metricOf)
  }

  return {
    async createExperiment(name, { artifactLocation, tags = {} } = {}) {
      checkExperimentName(name)
      if (artifactLocation !== undefined) checkArtifactPlace(artifactLocation, 'artifact location')
      const answer = await api.once('experiments/create', {
        name,
        artifact_location: artifactLocation === undefined ? undefined : toArtifactUri(artifactLocation),
        tags: keyValues(checkExperimentTags(tags)),
      })
      return getExperiment(text(answer, 'experiment_id'))
    },

    getExperiment,

    async findExperiment(name) {
      try {
        return experimentOf(child(await api.get('experiments/get-by-name', { experiment_name: name }), 'experiment'))
      } catch (error) {
        if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST')) return undefined
        throw error
      }
    },

    searchExperiments,

    async renameExperiment(experimentId, name) {
      checkExperimentName(name)
      await api.again('POST', 'experiments/update', { experiment_id: experimentId, new_name: name })
    },

    async setExperimentLifecycle(experimentId, stage) {
      const path = stage === 'deleted' ? 'experiments/delete' : 'experiments/restore'
      await api.again('POST', path, { experiment_id: experimentId })
    },

    async setExperimentTag(experimentId, key, value) {
      checkExperimentTags({ [key]: value })
      await api.again('POST', 'experiments/set-experiment-tag', { experiment_id: experimentId, key, value })
    },

    async deleteExperimentTag(experimentId, key) {
      await api.again('POST', 'experiments/delete-experiment-tag', { experiment_id: experimentId, key })
    },

    async createRun({ experimentId, runName, userId, startTime, tags = {} }) {
      requireId(experimentId)
      const answer = await api.once('runs/create', {
        experiment_id: experimentId,
        user_id: userId,
        run_name: runName,
        start_time: startTime,
        tags: keyValues(tags),
      })
      return runOf(child(answer, 'run'))
    },

    getRun,

    async updateRun(runId, { status, endTime, runName }) {
      const ended = status !== undefined && status !== 'RUNNING' && status !== 'SCHEDULED'
      // One that has ended keeps its time.
      const end = endTime ?? (ended ? ((await getRun(runId)).endTime ?? clock.now()) : undefined)
      await api.again('POST', 'runs/update', {
        run_id: runId,
        run_uuid: runId,
        status,
        run_name: runName,
        end_time: end,
      })
      return getRun(runId)
    },

    async setRunLifecycle(runId, stage) {
      await api.again('POST', stage === 'deleted' ? 'runs/delete' : 'runs/restore', { run_id: runId })
    },

    async logBatch(runId, batch) {
      const { metrics, params, tags } = checkBatch(batch)
      // The same point, param or tag again changes nothing.
      await api.again('POST', 'runs/log-batch', {
        run_id: runId,
        metrics: metricsSent(metrics, batch.modelMetrics ?? []),
        params: keyValues(params),
        tags: keyValues(tags),
      })
    },

    async logInputs(runId, inputs) {
      const ours = await api.isOurs()
      await api.again('POST', 'runs/log-inputs', {
        run_id: runId,
        datasets: inputs.map(checkInput).map(({ tags, sourceType, digest, ...dataset }) => {
          const short = ours ? digest : digest.slice(0, DIGEST_CHARACTERS)
          return {
            tags: keyValues(short === digest ? tags : { ...tags, [DIGEST_TAG]: digest }),
            dataset: { ...dataset, digest: short, source_type: sourceType },
          }
        }),
      })
    },

    async logModels(runId, { inputs = [], outputs = [] }) {
      if (inputs.length > 0) {
        const models = inputs.map((modelId) => ({ model_id: modelId }))
        await api.again('POST', 'runs/log-inputs', { run_id: runId, models })
      }
      if (outputs.length > 0) {
        const models = outputs.map(({ modelId, step }) => ({ model_id: modelId, step }))
        await api.again('POST', 'runs/outputs', { run_id: runId, models })
      }
    },

    async deleteTag(runId, key) {
      await api.again('POST', 'runs/delete-tag', { run_id: runId, key })
    },

    async metricHistory(runId, key, page = {}) {
      if (page.maxResults !== undefined) return history(runId, key, page)
      const all = await everyItem((next) => history(runId, key, { maxResults: HISTORY_PAGE, ...next }))
      return { items: all, nextPageToken: null }
    },

    async sampleHistory({ runIds, key, steps, most }) {
      const answer = await api.get('metrics/get-history-bulk-interval', {
        run_ids: runIds,
        metric_key: key,
        start_step: steps?.first,
        end_step: steps?.last,
        max_results: most,
      })
      const points = items(answer, 'metrics').map((point) => ({
        runId: text(point, 'run_id'),
        metric: metricOf(point),
      }))
      return runIds.map((runId) => ({
        runId,
        metrics: points.filter((point) => point.runId === runId).map(({ metric }) => metric),
      }))
    },

    async datasetsOf(experimentIds) {
      if (experimentIds.length === 0) return []
      const answer = await api.wire.call({
        method: 'POST',
        path: '/ajax-api/2.0/mlflow/experiments/search-datasets',
        body: { experiment_ids: experimentIds },
        again: true,
      })
      return items(answer, 'dataset_summaries').map((summary) => ({
        experimentId: text(summary, 'experiment_id'),
        name: text(summary, 'name'),
        digest: text(summary, 'digest'),
        context: optionalText(summary, 'context') ?? null,
      }))
    },

    async searchRuns({ experimentIds, filter, orderBy, maxResults, pageToken, view = 'active' }) {
      const ours = await api.isOurs()
      const answer = await api.again('POST', 'runs/search', {
        experiment_ids: experimentIds ?? (await everyExperiment()),
        filter: filterText(filter, ours),
        run_view_type: VIEWS[view],
        max_results: maxResults,
        order_by: orderTexts(orderBy, ours),
        page_token: pageToken,
      })
      return pageOf(answer, 'runs', runOf)
    },
  }
}
