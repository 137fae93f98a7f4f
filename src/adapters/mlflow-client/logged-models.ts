// Logged models on a tracking server of MLflow 3, or ours.
import type { LoggedModelStatus, LoggedModelStore } from '../../track/index.ts'
import { child, loggedModelOf } from './answers.ts'
import { type Api, keyValues, part } from './api.ts'
import { filterText } from './filter-text.ts'
import { pageOf } from './run-store.ts'

const STATUS: Readonly<Record<LoggedModelStatus, string>> = {
  PENDING: 'LOGGED_MODEL_PENDING',
  READY: 'LOGGED_MODEL_READY',
  FAILED: 'LOGGED_MODEL_UPLOAD_FAILED',
}

const at = (modelId: string) => `logged-models/${part(modelId)}`

export function createRemoteLoggedModelStore(api: Api): LoggedModelStore {
  return {
    async create({ experimentId, name, modelType, sourceRunId, params, tags }) {
      const answer = await api.once('logged-models', {
        experiment_id: experimentId,
        name,
        model_type: modelType,
        source_run_id: sourceRunId,
        params: keyValues(params),
        tags: keyValues(tags),
      })
      return loggedModelOf(child(answer, 'model'))
    },

    get: async (modelId, { allowDeleted } = {}) =>
      loggedModelOf(child(await api.get(at(modelId), { allow_deleted: allowDeleted }), 'model')),

    finalize: async (modelId, status) =>
      loggedModelOf(
        child(await api.again('PATCH', at(modelId), { model_id: modelId, status: STATUS[status] }), 'model'),
      ),

    async delete(modelId) {
      await api.again('DELETE', at(modelId), undefined)
    },

    async setTags(modelId, tags) {
      await api.again('PATCH', `${at(modelId)}/tags`, { tags: keyValues(tags) })
    },

    async deleteTag(modelId, key) {
      await api.again('DELETE', `${at(modelId)}/tags/${part(key)}`, undefined)
    },

    async logParams(modelId, params) {
      await api.again('POST', `${at(modelId)}/params`, { params: keyValues(params) })
    },

    async search({ experimentIds, filter, orderBy = [], maxResults, pageToken }) {
      const answer = await api.again('POST', 'logged-models/search', {
        experiment_ids: experimentIds,
        filter: filterText(filter, await api.isOurs()),
        order_by: orderBy.map(({ field, ascending }) => ({
          field_name: field.kind === 'attribute' ? field.name : `${field.kind}s.${field.key}`,
          ascending,
        })),
        max_results: maxResults,
        page_token: pageToken,
      })
      return pageOf(answer, 'models', loggedModelOf)
    },
  }
}
