// The model registry in SQL, for every engine Kysely speaks.
import { AppError, type Clock, validateModelName } from '../../core/index.ts'
import {
  checkNewVersion,
  checkRegistryTags,
  type ModelStore,
  type ModelVersion,
  parseStage,
  type RegisteredModel,
  STAGES,
  type Stage,
  validateAlias,
} from '../../registry/index.ts'
import {
  aliasedVersion,
  type Change,
  changesOf,
  deleteVersion,
  moveAlias,
  moveStage,
  touch,
  versionsInStage,
} from './model-change.ts'
import { readModel, readModels, readVersion, readVersions, requireModel, requireVersion } from './model-reader.ts'
import {
  deleteModel,
  insertModel,
  insertVersion,
  type ModelOptions,
  moveModel,
  setModelTag,
  setVersionTag,
} from './model-rows.ts'
import { MODELS, VERSIONS } from './search/model-search.ts'
import { searchRows } from './search/search-rows.ts'
import type { SqlEngine } from './sql-engine.ts'
import type { Db } from './tables.ts'

/** @throws RESOURCE_ALREADY_EXISTS */
async function refuseTaken(tx: Db, name: string): Promise<void> {
  const row = await tx.selectFrom('registered_models').select('name').where('name', '=', name).executeTakeFirst()
  if (row !== undefined) throw taken(name)
}

function taken(name: string): AppError {
  return new AppError('RESOURCE_ALREADY_EXISTS', `a registered model named ${JSON.stringify(name)} exists already`, {
    fix: 'Use it, or choose another name',
  })
}

async function createModel(tx: Db, now: number, name: string, options: ModelOptions = {}): Promise<RegisteredModel> {
  validateModelName(name)
  checkRegistryTags(options.tags ?? {})
  if (!(await insertModel(tx, now, name, options))) throw taken(name)
  await touch(tx, name, now)
  return readModel(tx, name)
}

async function latestVersion(tx: Db, name: string, stage?: Stage): Promise<ModelVersion> {
  await requireModel(tx, name)
  let select = tx.selectFrom('model_versions').selectAll().where('name', '=', name)
  if (stage !== undefined) select = select.where('stage', '=', parseStage(stage))
  const row = await select.orderBy('version', 'desc').limit(1).executeTakeFirst()
  if (row !== undefined) return (await readVersions(tx, [row]))[0]!
  const which = stage === undefined ? 'version' : `version in stage ${parseStage(stage)}`
  throw new AppError('RESOURCE_DOES_NOT_EXIST', `model ${JSON.stringify(name)} has no ${which}`, {
    fix: 'Register or promote one',
  })
}

async function transitionStage(change: Change, version: number, stage: Stage, archiveExisting: boolean) {
  const { tx, name } = change
  if (archiveExisting && stage !== 'Staging' && stage !== 'Production') {
    throw new AppError('INVALID_PARAMETER_VALUE', `existing versions cannot be archived on a move to ${stage}`, {
      where: 'archive_existing_versions',
      fix: 'Use it with Staging or Production only',
    })
  }
  const row = await requireVersion(tx, name, version)
  const others = archiveExisting ? await versionsInStage(tx, name, stage) : []
  for (const other of others) if (other.version !== version) await moveStage(change, other, 'Archived')
  await moveStage(change, row, stage)
  await touch(tx, name, change.now)
  return readVersion(tx, name, version)
}

export function createModelStore(engine: SqlEngine, clock: Clock): ModelStore {
  const { reading, writing, like } = engine
  const changing = changesOf(engine, clock)

  /** One transaction that changes a model, of which the history has nothing to say. @param after its name then */
  const changingModel = (
    name: string,
    change: (tx: Db) => Promise<unknown>,
    after: string = name,
  ): Promise<RegisteredModel> =>
    writing(async (tx) => {
      await requireModel(tx, name)
      await change(tx)
      await touch(tx, after, clock.now())
      return readModel(tx, after)
    })
  const changingVersion = (
    name: string,
    version: number,
    change: (tx: Db) => Promise<unknown>,
  ): Promise<ModelVersion> =>
    writing(async (tx) => {
      await requireVersion(tx, name, version)
      await change(tx)
      await touch(tx, name, clock.now())
      return readVersion(tx, name, version)
    })

  return {
    createModel: (name, options) => writing((tx) => createModel(tx, clock.now(), name, options)),

    getModel: (name) => reading((tx) => readModel(tx, name)),

    searchModels: (search = {}) =>
      reading(async (tx) => {
        const select = tx.selectFrom('registered_models').selectAll('registered_models')
        const { items, nextPageToken } = await searchRows(select, search, MODELS, like)
        return { items: await readModels(tx, items), nextPageToken }
      }),

    renameModel: (name, newName) =>
      changingModel(
        name,
        async (tx) => {
          if (newName === name) return
          await refuseTaken(tx, validateModelName(newName))
          await moveModel(tx, name, newName)
        },
        newName,
      ),

    describeModel: (name, description) =>
      changingModel(name, (tx) =>
        tx.updateTable('registered_models').set({ description }).where('name', '=', name).execute(),
      ),

    deleteModel: (name) =>
      writing(async (tx) => {
        await requireModel(tx, name)
        await touch(tx, name, clock.now())
        await deleteModel(tx, name)
      }),

    async setModelTag(name, key, value) {
      checkRegistryTags({ [key]: value })
      await changingModel(name, (tx) => setModelTag(tx, name, key, value))
    },

    async deleteModelTag(name, key) {
      await changingModel(name, (tx) =>
        tx.deleteFrom('registered_model_tags').where('name', '=', name).where('key', '=', key).execute(),
      )
    },

    async createVersion(version) {
      const checked = checkNewVersion(version)
      return writing(async (tx) => {
        await requireModel(tx, checked.name)
        const number = await insertVersion(tx, clock.now(), checked, '')
        await touch(tx, checked.name, clock.now())
        return readVersion(tx, checked.name, number)
      })
    },

    getVersion: (name, version) => reading((tx) => readVersion(tx, name, version)),

    searchVersions: (search = {}) =>
      reading(async (tx) => {
        const select = tx.selectFrom('model_versions').selectAll('model_versions')
        const { items, nextPageToken } = await searchRows(select, search, VERSIONS, like)
        return { items: await readVersions(tx, items), nextPageToken }
      }),

    describeVersion: (name, version, description) =>
      changingVersion(name, version, (tx) =>
        tx
          .updateTable('model_versions')
          .set({ description, last_updated_time: clock.now() })
          .where('name', '=', name)
          .where('version', '=', version)
          .execute(),
      ),

    getVersionByAlias: (name, alias) =>
      reading(async (tx) => {
        await requireModel(tx, name)
        const version = await aliasedVersion(tx, name, alias)
        if (version !== undefined) return readVersion(tx, name, version)
        throw new AppError('RESOURCE_DOES_NOT_EXIST', `Registered model alias ${alias} not found.`, {
          where: `models:/${name}@${alias}`,
          fix: alias === 'champion' ? 'Promote a version first' : 'Set the alias, or use another',
        })
      }),

    getLatestVersion: (name, stage) => reading((tx) => latestVersion(tx, name, stage)),

    getLatestVersions: (name, stages = STAGES) =>
      reading(async (tx) => {
        await requireModel(tx, name)
        const newest: ModelVersion[] = []
        for (const stage of new Set(stages.map(parseStage))) {
          const row = (await versionsInStage(tx, name, stage))[0]
          if (row !== undefined) newest.push(...(await readVersions(tx, [row])))
        }
        return newest
      }),

    transitionStage: (name, version, stage, actor, options) =>
      changing(name, 'stage', actor, (change) =>
        transitionStage(change, version, parseStage(stage), options?.archiveExisting ?? false),
      ),

    setAlias: (name, alias, version, actor) =>
      changing(name, 'alias', actor, async (change) => {
        validateAlias(alias)
        await requireVersion(change.tx, name, version)
        await moveAlias(change, alias, version)
        await touch(change.tx, name, change.now)
      }),

    deleteAlias: (name, alias, actor) =>
      changing(name, 'alias', actor, async (change) => {
        await moveAlias(change, alias, undefined)
        await touch(change.tx, name, change.now)
      }),

    async setVersionTag(name, version, key, value) {
      checkRegistryTags({ [key]: value })
      await changingVersion(name, version, (tx) => setVersionTag(tx, name, version, key, value))
    },

    async deleteVersionTag(name, version, key) {
      await changingVersion(name, version, (tx) =>
        tx
          .deleteFrom('model_version_tags')
          .where('name', '=', name)
          .where('version', '=', version)
          .where('key', '=', key)
          .execute(),
      )
    },

    deleteVersion: (name, version, actor) =>
      changing(name, 'delete', actor, (change) => deleteVersion(change, version)),
  }
}
