// logged-models/*: what MLflow 3 tracks of models before they are registered.
import { Type } from 'typebox'
import type { BlobStore } from '../../artifacts/index.ts'
import { LOGGED_MODEL_NAMES, type LoggedModelStore, parseFilter, parseOrder } from '../../track/index.ts'
import { ANY_OBJECT, type AnyRoute, ref } from '../kit/index.ts'
import { FILES, listArtifacts } from './artifact-routes.ts'
import { endpoint } from './endpoint.ts'
import { loggedModelOf } from './entities.ts'
import { PARAM, recordOf, SEARCH, TAG } from './fields.ts'
import { boolean, list, message, oneOf, optional, required, string } from './message.ts'

const tag = 'logged models'
const MODEL = Type.Object({ model: ref('LoggedModel') })
const ID = { model_id: required(string()) } as const

const STATUS = oneOf(['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED'])
const STATUSES = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'FAILED',
} as const

const ORDER = message({ field_name: required(string()), ascending: optional(boolean()) })

export interface LoggedModelDeps {
  readonly loggedModels: LoggedModelStore
  readonly blobs: BlobStore
}

export function loggedModelRoutes({ loggedModels, blobs }: LoggedModelDeps): AnyRoute[] {
  return [
    ...endpoint({
      method: 'POST',
      path: 'logged-models',
      id: 'createLoggedModel',
      summary: 'A model whose files are about to be written.',
      tag,
      asks: message({
        experiment_id: required(string()),
        name: optional(string()),
        model_type: optional(string()),
        source_run_id: optional(string()),
        params: optional(list(PARAM)),
        tags: optional(list(TAG)),
      }),
      answers: MODEL,
      async handle({ experiment_id, name, model_type, source_run_id, params, tags }) {
        const model = await loggedModels.create({
          experimentId: experiment_id,
          name,
          modelType: model_type,
          sourceRunId: source_run_id,
          params: recordOf(params),
          tags: recordOf(tags),
        })
        return { model: loggedModelOf(model) }
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'logged-models/search',
      access: 'read',
      id: 'searchLoggedModels',
      summary: 'Logged models of some experiments that fit a filter, a page at a time; newest first.',
      tag,
      asks: message({
        ...SEARCH,
        experiment_ids: required(list(string(), 10_000)),
        order_by: optional(list(ORDER, 100)),
      }),
      answers: Type.Object({
        models: Type.Optional(Type.Array(ref('LoggedModel'))),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ experiment_ids, filter = '', order_by = [], max_results, page_token }) {
        const orders = order_by.map(({ field_name, ascending = true }) => `${field_name} ${ascending ? 'ASC' : 'DESC'}`)
        const { items, nextPageToken } = await loggedModels.search({
          experimentIds: experiment_ids,
          filter: parseFilter(filter, LOGGED_MODEL_NAMES),
          orderBy: parseOrder(orders, LOGGED_MODEL_NAMES),
          maxResults: max_results,
          pageToken: page_token || undefined,
        })
        return { models: items.map(loggedModelOf), next_page_token: nextPageToken ?? undefined }
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'logged-models/:model_id',
      id: 'getLoggedModel',
      summary: 'A logged model with its params, tags and metrics.',
      tag,
      asks: message({ ...ID, allow_deleted: optional(boolean()) }),
      answers: MODEL,
      handle: async ({ model_id, allow_deleted }) => ({
        model: loggedModelOf(await loggedModels.get(model_id, { allowDeleted: allow_deleted })),
      }),
    }),
    ...endpoint({
      method: 'PATCH',
      path: 'logged-models/:model_id',
      id: 'finalizeLoggedModel',
      summary: 'Says whether its files have been written.',
      tag,
      asks: message({ ...ID, status: required(STATUS) }),
      answers: MODEL,
      handle: async ({ model_id, status }) => ({
        model: loggedModelOf(await loggedModels.finalize(model_id, STATUSES[status])),
      }),
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'logged-models/:model_id',
      id: 'deleteLoggedModel',
      summary: 'Deletes a logged model.',
      tag,
      asks: message(ID),
      answers: ANY_OBJECT,
      async handle({ model_id }) {
        await loggedModels.delete(model_id)
        return {}
      },
    }),
    ...endpoint({
      method: 'PATCH',
      path: 'logged-models/:model_id/tags',
      id: 'setLoggedModelTags',
      summary: 'Sets tags.',
      tag,
      asks: message({ ...ID, tags: optional(list(TAG)) }),
      answers: ANY_OBJECT,
      async handle({ model_id, tags }) {
        await loggedModels.setTags(model_id, recordOf(tags))
        return {}
      },
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'logged-models/:model_id/tags/:tag_key',
      id: 'deleteLoggedModelTag',
      summary: 'Deletes a tag.',
      tag,
      asks: message({ ...ID, tag_key: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ model_id, tag_key }) {
        await loggedModels.deleteTag(model_id, tag_key)
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'logged-models/:model_id/params',
      id: 'logLoggedModelParams',
      summary: 'Params, which never change.',
      tag,
      asks: message({ ...ID, params: optional(list(PARAM)) }),
      answers: ANY_OBJECT,
      async handle({ model_id, params }) {
        await loggedModels.logParams(model_id, recordOf(params))
        return {}
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'logged-models/:model_id/artifacts/directories',
      id: 'listLoggedModelArtifacts',
      summary: "What lies in a folder of a logged model's files.",
      tag: 'artifacts',
      asks: message({ ...ID, artifact_directory_path: optional(string()) }),
      answers: FILES,
      handle: async ({ model_id, artifact_directory_path }) =>
        listArtifacts(blobs, (await loggedModels.get(model_id)).artifactUri, artifact_directory_path),
    }),
  ]
}
