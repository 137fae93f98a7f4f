// model-versions/*
import { Type } from 'typebox'
import { toArtifactUri } from '../../artifacts/index.ts'
import { type ModelVersion, parseStage, VERSION_NAMES } from '../../registry/index.ts'
import { parseFilter, parseOrder } from '../../track/index.ts'
import { ANY_OBJECT, type AnyRoute, ref } from '../kit/index.ts'
import { endpoint } from './endpoint.ts'
import { versionOf } from './entities.ts'
import { recordOf, SEARCH, TAG, versionNumber } from './fields.ts'
import { withInsidePlaces } from './inside-places.ts'
import { boolean, list, message, optional, required, string } from './message.ts'
import type { RegistryDeps } from './registry-deps.ts'
import { versionSource } from './version-source.ts'

const tag = 'model versions'
const VERSION = Type.Object({ model_version: ref('ModelVersion') })
const WHICH = { name: required(string()), version: required(string()) } as const

async function one(version: Promise<ModelVersion>) {
  return { model_version: versionOf(await version) }
}

export function versionRoutes(deps: RegistryDeps): AnyRoute[] {
  const { models, user } = deps
  return [
    ...endpoint({
      method: 'POST',
      path: 'model-versions/create',
      id: 'createModelVersion',
      summary: 'The next version of a model.',
      tag,
      asks: message({
        name: required(string()),
        source: required(string()),
        run_id: optional(string()),
        model_id: optional(string()),
        run_link: optional(string()),
        description: optional(string()),
        tags: optional(list(TAG)),
      }),
      answers: VERSION,
      async handle({ name, description, tags, run_link, ...asked }) {
        const source = await versionSource(deps, asked)
        return one(
          models.createVersion({
            name,
            ...source,
            runLink: run_link || undefined,
            description: description || undefined,
            tags: recordOf(tags),
          }),
        )
      },
    }),
    ...endpoint({
      method: 'PATCH',
      path: 'model-versions/update',
      id: 'updateModelVersion',
      summary: 'Another description.',
      tag,
      asks: message({ ...WHICH, description: optional(string()) }),
      answers: VERSION,
      handle: ({ name, version, description = '' }) =>
        one(models.describeVersion(name, versionNumber(version), description)),
    }),
    ...endpoint({
      method: 'POST',
      path: 'model-versions/transition-stage',
      id: 'transitionModelVersionStage',
      summary: 'Moves a version to a stage, and archives the others of it if asked to.',
      tag,
      asks: message({ ...WHICH, stage: required(string()), archive_existing_versions: optional(boolean()) }),
      answers: VERSION,
      handle: ({ name, version, stage, archive_existing_versions = false }) =>
        one(
          models.transitionStage(
            name,
            versionNumber(version),
            parseStage(stage),
            { by: user },
            { archiveExisting: archive_existing_versions },
          ),
        ),
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'model-versions/delete',
      id: 'deleteModelVersion',
      summary: 'Deletes a version; its number is never used again.',
      tag,
      asks: message(WHICH),
      answers: ANY_OBJECT,
      async handle({ name, version }) {
        await models.deleteVersion(name, versionNumber(version), { by: user })
        return {}
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'model-versions/get',
      id: 'getModelVersion',
      summary: 'A version.',
      tag,
      asks: message(WHICH),
      answers: VERSION,
      handle: ({ name, version }) => one(models.getVersion(name, versionNumber(version))),
    }),
    ...endpoint({
      method: 'GET',
      path: 'model-versions/get-download-uri',
      id: 'getModelVersionDownloadUri',
      summary: "Where a version's files are.",
      tag,
      asks: message(WHICH),
      answers: Type.Object({ artifact_uri: Type.String() }),
      handle: async ({ name, version }) => ({
        artifact_uri: toArtifactUri((await models.getVersion(name, versionNumber(version))).source),
      }),
    }),
    ...endpoint({
      method: 'GET',
      path: 'model-versions/search',
      id: 'searchModelVersions',
      summary: 'Versions that fit a filter, a page at a time; the last changed first.',
      tag,
      asks: message(SEARCH),
      answers: Type.Object({
        model_versions: Type.Optional(Type.Array(ref('ModelVersion'))),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ filter = '', order_by = [], max_results, page_token }) {
        const { items, nextPageToken } = await models.searchVersions({
          filter: withInsidePlaces(parseFilter(filter, VERSION_NAMES)),
          orderBy: parseOrder(order_by, VERSION_NAMES),
          maxResults: max_results,
          pageToken: page_token || undefined,
        })
        return { model_versions: items.map(versionOf), next_page_token: nextPageToken ?? undefined }
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'model-versions/set-tag',
      id: 'setModelVersionTag',
      summary: 'Sets a tag.',
      tag,
      asks: message({ ...WHICH, key: required(string()), value: optional(string()) }),
      answers: ANY_OBJECT,
      async handle({ name, version, key, value = '' }) {
        await models.setVersionTag(name, versionNumber(version), key, value)
        return {}
      },
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'model-versions/delete-tag',
      id: 'deleteModelVersionTag',
      summary: 'Deletes a tag.',
      tag,
      asks: message({ ...WHICH, key: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ name, version, key }) {
        await models.deleteVersionTag(name, versionNumber(version), key)
        return {}
      },
    }),
  ]
}
