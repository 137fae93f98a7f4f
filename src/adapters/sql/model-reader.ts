// Registered models and versions from their tables.
import { AppError } from '../../core/index.ts'
import type { GateVerdict, ModelVersion, RegisteredModel, Transition } from '../../registry/index.ts'
import type { Db, ModelRow, TransitionRow, VersionRow } from './tables.ts'

function unknownModel(name: string): AppError {
  return new AppError('RESOURCE_DOES_NOT_EXIST', `no registered model named ${JSON.stringify(name)}`, {
    fix: 'List the models to see which exist, or train and register one',
  })
}

function unknownVersion(name: string, version: number): AppError {
  return new AppError('RESOURCE_DOES_NOT_EXIST', `model ${JSON.stringify(name)} has no version ${version}`, {
    fix: 'List the versions of the model to see which exist',
  })
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function requireModel(tx: Db, name: string): Promise<ModelRow> {
  const row = await tx.selectFrom('registered_models').selectAll().where('name', '=', name).executeTakeFirst()
  if (row === undefined) throw unknownModel(name)
  return row
}

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function requireVersion(tx: Db, name: string, version: number): Promise<VersionRow> {
  const row = await tx
    .selectFrom('model_versions')
    .selectAll()
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row !== undefined) return row
  await requireModel(tx, name)
  throw unknownVersion(name, version)
}

/** The tags and aliases of all models, or of one, are read at once: registries are small. */
export async function readModels(tx: Db, rows: readonly ModelRow[], name?: string): Promise<RegisteredModel[]> {
  let tags = tx.selectFrom('registered_model_tags').selectAll().orderBy('key')
  let aliases = tx.selectFrom('aliases').selectAll().orderBy('alias')
  if (name !== undefined) {
    tags = tags.where('name', '=', name)
    aliases = aliases.where('name', '=', name)
  }
  const tagsOf = Map.groupBy(await tags.execute(), (tag) => tag.name)
  const aliasesOf = Map.groupBy(await aliases.execute(), (alias) => alias.name)
  return rows.map((row) => ({
    name: row.name,
    description: row.description,
    creationTime: row.creation_time,
    lastUpdatedTime: row.last_updated_time,
    tags: Object.fromEntries((tagsOf.get(row.name) ?? []).map(({ key, value }) => [key, value])),
    aliases: Object.fromEntries((aliasesOf.get(row.name) ?? []).map(({ alias, version }) => [alias, version])),
  }))
}

/** Versions of one model, in the order of `rows`. */
export async function readVersions(tx: Db, name: string, rows: readonly VersionRow[]): Promise<ModelVersion[]> {
  let tags = tx.selectFrom('model_version_tags').selectAll().where('name', '=', name).orderBy('key')
  if (rows.length === 1) tags = tags.where('version', '=', rows[0]!.version)
  const aliases = await tx.selectFrom('aliases').selectAll().where('name', '=', name).orderBy('alias').execute()
  const tagsOf = Map.groupBy(await tags.execute(), (tag) => tag.version)
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    creationTime: row.creation_time,
    lastUpdatedTime: row.last_updated_time,
    stage: row.stage,
    aliases: aliases.filter(({ version }) => version === row.version).map(({ alias }) => alias),
    description: row.description,
    source: row.source,
    runId: row.run_id,
    digest: row.digest,
    tags: Object.fromEntries((tagsOf.get(row.version) ?? []).map(({ key, value }) => [key, value])),
  }))
}

export async function readVersion(tx: Db, name: string, version: number): Promise<ModelVersion> {
  return (await readVersions(tx, name, [await requireVersion(tx, name, version)]))[0]!
}

export function toTransition(row: TransitionRow): Transition {
  const { from_value, to_value, verdict, ...rest } = row
  return {
    ...rest,
    from: from_value,
    to: to_value,
    verdict: verdict === null ? null : (JSON.parse(verdict) as GateVerdict),
  }
}
