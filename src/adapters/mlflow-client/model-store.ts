// Registered models on a tracking server.
import { toArtifactUri } from '../../artifacts/index.ts'
import { AppError, isAppError, validateModelName } from '../../core/index.ts'
import {
  checkNewVersion,
  checkRegistryTags,
  type ModelStore,
  type ModelVersion,
  parseStage,
  type RegisteredModel,
  validateAlias,
} from '../../registry/index.ts'
import { child, items, modelOf, versionOf } from './answers.ts'
import { type Api, keyValues } from './api.ts'
import { filterText, orderTexts } from './filter-text.ts'
import { pageOf } from './run-store.ts'

const MODELS_PAGE = 100
const VERSIONS_PAGE = 10_000

const which = (name: string, version: number) => ({ name, version: String(version) })

export function createRemoteModelStore(api: Api): ModelStore {
  const getModel: ModelStore['getModel'] = async (name) =>
    modelOf(child(await api.get('registered-models/get', { name }), 'registered_model'))

  const getLatestVersions: ModelStore['getLatestVersions'] = async (name, stages) => {
    const answer = await api.again('POST', 'registered-models/get-latest-versions', { name, stages })
    return items(answer, 'model_versions').map(versionOf)
  }

  /** MLflow's search leaves the aliases out. */
  const withAliases = async (versions: readonly ModelVersion[]): Promise<readonly ModelVersion[]> => {
    const named = new Map<string, RegisteredModel>()
    for (const { name } of versions) if (!named.has(name)) named.set(name, await getModel(name))
    return versions.map((one) => {
      const aliases = Object.entries(named.get(one.name)!.aliases).filter(([, version]) => version === one.version)
      return { ...one, aliases: aliases.map(([alias]) => alias).toSorted() }
    })
  }

  return {
    async createModel(name, { description, tags = {} } = {}) {
      validateModelName(name)
      const body = { name, description, tags: keyValues(checkRegistryTags(tags)) }
      return modelOf(child(await api.once('registered-models/create', body), 'registered_model'))
    },

    getModel,

    async searchModels({ filter, orderBy, maxResults = MODELS_PAGE, pageToken } = {}) {
      const ours = await api.isOurs()
      const answer = await api.get('registered-models/search', {
        filter: filterText(filter, ours),
        order_by: orderTexts(orderBy, ours),
        max_results: maxResults,
        page_token: pageToken,
      })
      return pageOf(answer, 'registered_models', modelOf)
    },

    async renameModel(name, newName) {
      const body = { name, new_name: validateModelName(newName) }
      return modelOf(child(await api.once('registered-models/rename', body), 'registered_model'))
    },

    describeModel: async (name, description) =>
      modelOf(child(await api.again('PATCH', 'registered-models/update', { name, description }), 'registered_model')),

    async deleteModel(name) {
      await api.again('DELETE', 'registered-models/delete', { name })
    },

    async setModelTag(name, key, value) {
      checkRegistryTags({ [key]: value })
      await api.again('POST', 'registered-models/set-tag', { name, key, value })
    },

    async deleteModelTag(name, key) {
      await api.again('DELETE', 'registered-models/delete-tag', { name, key })
    },

    async createVersion(version) {
      const { name, source, runId, modelId, runLink, description, tags = {} } = checkNewVersion(version)
      const answer = await api.once('model-versions/create', {
        name,
        source: toArtifactUri(source),
        run_id: runId,
        model_id: modelId,
        run_link: runLink,
        description,
        tags: keyValues(tags),
      })
      return versionOf(child(answer, 'model_version'))
    },

    getVersion: async (name, version) =>
      versionOf(child(await api.get('model-versions/get', which(name, version)), 'model_version')),

    async searchVersions({ filter, orderBy, maxResults = VERSIONS_PAGE, pageToken } = {}) {
      const ours = await api.isOurs()
      const answer = await api.get('model-versions/search', {
        filter: filterText(filter, ours),
        order_by: orderTexts(orderBy, ours),
        max_results: maxResults,
        page_token: pageToken,
      })
      const found = pageOf(answer, 'model_versions', versionOf)
      return ours ? found : { ...found, items: await withAliases(found.items) }
    },

    describeVersion: async (name, version, description) =>
      versionOf(
        child(
          await api.again('PATCH', 'model-versions/update', { ...which(name, version), description }),
          'model_version',
        ),
      ),

    async getVersionByAlias(name, alias) {
      try {
        return versionOf(child(await api.get('registered-models/alias', { name, alias }), 'model_version'))
      } catch (error) {
        // MLflow calls a missing alias an invalid value.
        if (!isAppError(error, 'INVALID_PARAMETER_VALUE') || !/not found/i.test(error.problem)) throw error
        throw new AppError('RESOURCE_DOES_NOT_EXIST', error.problem, {
          fix: 'List the aliases of the model to see which exist',
          cause: error,
        })
      }
    },

    async getLatestVersion(name, stage) {
      const [newest] = (await getLatestVersions(name, stage && [stage])).toSorted((a, b) => b.version - a.version)
      if (newest !== undefined) return newest
      throw new AppError(
        'RESOURCE_DOES_NOT_EXIST',
        `model ${JSON.stringify(name)} has no version${stage === undefined ? '' : ` in stage ${stage}`}`,
        { fix: 'List its versions to see which exist' },
      )
    },

    getLatestVersions,

    async transitionStage(name, version, stage, _actor, { archiveExisting = false } = {}) {
      const wanted = parseStage(stage)
      if (archiveExisting && wanted !== 'Staging' && wanted !== 'Production') {
        throw new AppError('INVALID_PARAMETER_VALUE', `versions of stage ${wanted} are not archived`, {
          fix: 'Archive the others on a move to Staging or Production only',
        })
      }
      const answer = await api.again('POST', 'model-versions/transition-stage', {
        ...which(name, version),
        stage: wanted,
        archive_existing_versions: archiveExisting,
      })
      return versionOf(child(answer, 'model_version'))
    },

    async setAlias(name, alias, version) {
      validateAlias(alias)
      await api.again('POST', 'registered-models/alias', { name, alias, version: String(version) })
    },

    async deleteAlias(name, alias) {
      await api.again('DELETE', 'registered-models/alias', { name, alias })
    },

    async setVersionTag(name, version, key, value) {
      checkRegistryTags({ [key]: value })
      await api.again('POST', 'model-versions/set-tag', { ...which(name, version), key, value })
    },

    async deleteVersionTag(name, version, key) {
      await api.again('DELETE', 'model-versions/delete-tag', { ...which(name, version), key })
    },

    async deleteVersion(name, version) {
      await api.again('DELETE', 'model-versions/delete', which(name, version))
    },
  }
}
