// The model registry in SQL, for every engine Kysely speaks.
import { AppError, type Clock, validateModelName } from '../../core/index.ts'
import {
  checkNewVersion,
  checkRegistryTags,
  type ModelStore,
  type ModelVersion,
  type NewModelVersion,
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
  recordVerdict,
  touch,
  versionsInStage,
} from './model-change.ts'
import { readModels, readVersion, readVersions, requireModel, requireVersion } from './model-reader.ts'
import type { SqlEngine } from './sql-engine.ts'
import type { Db } from './tables.ts'

type ModelOptions = NonNullable<Parameters<ModelStore['createModel']>[1]>

/** False if the model was there already. */
async function insertModel(
  tx: Db,
  now: number,
  name: string,
  { description, tags = {} }: ModelOptions,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('registered_models')
    .values({
      name,
      description: description ?? null,
      creation_time: now,
      last_updated_time: now,
      last_version: 0,
      revision: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .execute()
  if (inserted.length === 0) return false
  for (const [key, value] of Object.entries(tags)) {
    await tx.insertInto('registered_model_tags').values({ name, key, value }).execute()
  }
  return true
}

async function createModel(tx: Db, now: number, name: string, options: ModelOptions = {}): Promise<RegisteredModel> {
  validateModelName(name)
  checkRegistryTags(options.tags ?? {})
  if (!(await insertModel(tx, now, name, options))) {
    throw new AppError('RESOURCE_ALREADY_EXISTS', `a registered model named ${JSON.stringify(name)} exists already`, {
      fix: 'Use it, or choose another name',
    })
  }
  await touch(tx, name, now)
  return (await readModels(tx, [await requireModel(tx, name)], name))[0]!
}

async function createVersion(tx: Db, now: number, version: NewModelVersion): Promise<ModelVersion> {
  const { name } = version
  await insertModel(tx, now, name, {})
  const { last_version: number } = await tx
    .updateTable('registered_models')
    .set((eb) => ({ last_version: eb('last_version', '+', 1) }))
    .where('name', '=', name)
    .returning('last_version')
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('model_versions')
    .values({
      name,
      version: number,
      creation_time: now,
      last_updated_time: now,
      stage: 'None',
      description: version.description ?? null,
      source: version.source,
      run_id: version.runId ?? null,
      digest: version.digest,
    })
    .execute()
  for (const [key, value] of Object.entries(version.tags ?? {})) {
    await tx.insertInto('model_version_tags').values({ name, version: number, key, value }).execute()
  }
  if (version.verdict !== undefined) {
    const { said, actor } = version.verdict
    await recordVerdict({ tx, name, now, action: 'gate', actor }, number, said)
  }
  await touch(tx, name, now)
  return readVersion(tx, name, number)
}

async function setVersionTag(tx: Db, now: number, name: string, version: number, key: string, value: string) {
  await requireVersion(tx, name, version)
  await tx
    .insertInto('model_version_tags')
    .values({ name, version, key, value })
    .onConflict((conflict) => conflict.columns(['name', 'version', 'key']).doUpdateSet({ value }))
    .execute()
  await touch(tx, name, now)
}

async function latestVersion(tx: Db, name: string, stage?: Stage): Promise<ModelVersion> {
  await requireModel(tx, name)
  let select = tx.selectFrom('model_versions').selectAll().where('name', '=', name)
  if (stage !== undefined) select = select.where('stage', '=', parseStage(stage))
  const row = await select.orderBy('version', 'desc').limit(1).executeTakeFirst()
  if (row !== undefined) return (await readVersions(tx, name, [row]))[0]!
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
  const { reading, writing } = engine
  const changing = changesOf(engine, clock)

  return {
    async createVersion(version) {
      const checked = checkNewVersion(version)
      return writing((tx) => createVersion(tx, clock.now(), checked))
    },

    createModel: (name, options) => writing((tx) => createModel(tx, clock.now(), name, options)),

    getModel: (name) => reading(async (tx) => (await readModels(tx, [await requireModel(tx, name)], name))[0]!),

    listModels: () =>
      reading(async (tx) =>
        readModels(tx, await tx.selectFrom('registered_models').selectAll().orderBy('name').execute()),
      ),

    getVersion: (name, version) => reading((tx) => readVersion(tx, name, version)),

    listVersions: (name) =>
      reading(async (tx) => {
        await requireModel(tx, name)
        const rows = await tx
          .selectFrom('model_versions')
          .selectAll()
          .where('name', '=', name)
          .orderBy('version', 'desc')
          .execute()
        return readVersions(tx, name, rows)
      }),

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
          if (row !== undefined) newest.push(...(await readVersions(tx, name, [row])))
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
      await writing((tx) => setVersionTag(tx, clock.now(), name, version, key, value))
    },

    deleteVersion: (name, version, actor) =>
      changing(name, 'delete', actor, (change) => deleteVersion(change, version)),
  }
}
