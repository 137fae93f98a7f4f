// registered-models/*: models and their aliases.
import { Type } from 'typebox'
import { AppError } from '../../core/index.ts'
import { MODEL_NAMES, parseModelFilter, parseStage, type RegisteredModel } from '../../registry/index.ts'
import { parseOrder } from '../../track/index.ts'
import { ANY_OBJECT, type AnyRoute, ref } from '../kit/index.ts'
import { endpoint } from './endpoint.ts'
import { modelOf, versionOf } from './entities.ts'
import { recordOf, SEARCH, TAG, versionNumber } from './fields.ts'
import { list, message, optional, required, string } from './message.ts'
import type { RegistryDeps } from './registry-deps.ts'

const tag = 'registered models'
const MODEL = Type.Object({ registered_model: ref('RegisteredModel') })
const VERSION = Type.Object({ model_version: ref('ModelVersion') })
const VERSIONS = Type.Object({ model_versions: Type.Optional(Type.Array(ref('ModelVersion'))) })

export function modelRoutes({ models, user }: RegistryDeps): AnyRoute[] {
  const withLatest = async (model: RegisteredModel) => modelOf(model, await models.getLatestVersions(model.name))
  const latest = (method: 'GET' | 'POST') =>
    endpoint({
      method,
      path: 'registered-models/get-latest-versions',
      access: 'read',
      id: method === 'GET' ? 'listLatestVersions' : 'getLatestVersions',
      summary: 'The newest version of each stage, or of those asked for.',
      tag,
      asks: message({ name: required(string()), stages: optional(list(string(), 100)) }),
      answers: VERSIONS,
      async handle({ name, stages = [] }) {
        const asked = stages.length === 0 ? undefined : stages.map(parseStage)
        return { model_versions: (await models.getLatestVersions(name, asked)).map(versionOf) }
      },
    })
  return [
    ...endpoint({
      method: 'POST',
      path: 'registered-models/create',
      id: 'createRegisteredModel',
      summary: 'A new name for versions of one model.',
      tag,
      asks: message({ name: required(string()), tags: optional(list(TAG)), description: optional(string()) }),
      answers: MODEL,
      async handle({ name, tags, description }) {
        const model = await models.createModel(name, { tags: recordOf(tags), ...(description && { description }) })
        return { registered_model: modelOf(model, []) }
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'registered-models/rename',
      id: 'renameRegisteredModel',
      summary: 'Another name; versions, aliases and history go with it.',
      tag,
      asks: message({ name: required(string()), new_name: required(string()) }),
      answers: MODEL,
      handle: async ({ name, new_name }) => ({
        registered_model: await withLatest(await models.renameModel(name, new_name)),
      }),
    }),
    ...endpoint({
      method: 'PATCH',
      path: 'registered-models/update',
      id: 'updateRegisteredModel',
      summary: 'Another description.',
      tag,
      asks: message({ name: required(string()), description: optional(string()) }),
      answers: MODEL,
      handle: async ({ name, description = '' }) => ({
        registered_model: await withLatest(await models.describeModel(name, description)),
      }),
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'registered-models/delete',
      id: 'deleteRegisteredModel',
      summary: 'Deletes a model with its versions and history.',
      tag,
      asks: message({ name: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ name }) {
        await models.deleteModel(name)
        return {}
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'registered-models/get',
      id: 'getRegisteredModel',
      summary: 'A model with the newest version of each stage.',
      tag,
      asks: message({ name: required(string()) }),
      answers: MODEL,
      handle: async ({ name }) => ({ registered_model: await withLatest(await models.getModel(name)) }),
    }),
    ...endpoint({
      method: 'GET',
      path: 'registered-models/search',
      id: 'searchRegisteredModels',
      summary: 'Models that fit a filter, a page at a time; by name.',
      tag,
      asks: message(SEARCH),
      answers: Type.Object({
        registered_models: Type.Optional(Type.Array(ref('RegisteredModel'))),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ filter = '', order_by = [], max_results, page_token }) {
        const { items, nextPageToken } = await models.searchModels({
          filter: parseModelFilter(filter),
          orderBy: parseOrder(order_by, MODEL_NAMES),
          maxResults: max_results,
          pageToken: page_token || undefined,
        })
        return {
          registered_models: await Promise.all(items.map(withLatest)),
          next_page_token: nextPageToken ?? undefined,
        }
      },
    }),
    ...latest('POST'),
    ...latest('GET'),
    ...endpoint({
      method: 'POST',
      path: 'registered-models/set-tag',
      id: 'setRegisteredModelTag',
      summary: 'Sets a tag.',
      tag,
      asks: message({ name: required(string()), key: required(string()), value: optional(string()) }),
      answers: ANY_OBJECT,
      async handle({ name, key, value = '' }) {
        await models.setModelTag(name, key, value)
        return {}
      },
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'registered-models/delete-tag',
      id: 'deleteRegisteredModelTag',
      summary: 'Deletes a tag.',
      tag,
      asks: message({ name: required(string()), key: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ name, key }) {
        await models.deleteModelTag(name, key)
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'registered-models/alias',
      id: 'setRegisteredModelAlias',
      summary: 'Moves an alias to a version.',
      tag,
      asks: message({ name: required(string()), alias: required(string()), version: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ name, alias, version }) {
        await models.setAlias(name, alias, versionNumber(version), { by: user })
        return {}
      },
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'registered-models/alias',
      id: 'deleteRegisteredModelAlias',
      summary: 'Takes an alias away.',
      tag,
      asks: message({ name: required(string()), alias: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ name, alias }) {
        await models.deleteAlias(name, alias, { by: user })
        return {}
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'registered-models/alias',
      id: 'getModelVersionByAlias',
      summary: 'The version that has an alias.',
      tag,
      asks: message({ name: required(string()), alias: required(string()) }),
      answers: VERSION,
      async handle({ name, alias }) {
        const { aliases } = await models.getModel(name)
        const version = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined
        if (version !== undefined) return { model_version: versionOf(await models.getVersion(name, version)) }
        // Its code and words are MLflow's: clients tell by them that the model is there and the alias is not.
        throw new AppError('INVALID_PARAMETER_VALUE', `Registered model alias ${alias} not found.`, {
          fix: 'Set the alias, or use another',
        })
      },
    }),
  ]
}
