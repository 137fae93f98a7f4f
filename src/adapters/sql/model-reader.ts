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

/** Names of one query, below SQLite's limit of parameters; of more, the tags and aliases of all models are read. */
const NAMES = 1000

const pairsOf = (tags: readonly { key: string; value: string }[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]))

function namesOf(rows: readonly { readonly name: string }[]): readonly string[] | undefined {
  const names = new Set(rows.map(({ name }) => name))
  return names.size > NAMES ? undefined : [...names]
}

function readAliases(tx: Db, names: readonly string[] | undefined) {
  const aliases = tx.selectFrom('aliases').selectAll().orderBy('alias')
  return (names === undefined ? aliases : aliases.where('name', 'in', names)).execute()
}

/** In the order of `rows`. */
export async function readModels(tx: Db, rows: readonly ModelRow[]): Promise<RegisteredModel[]> {
  if (rows.length === 0) return []
  const names = namesOf(rows)
  const tags = tx.selectFrom('registered_model_tags').selectAll().orderBy('key')
  const found = await (names === undefined ? tags : tags.where('name', 'in', names)).execute()
  const tagsOf = Map.groupBy(found, (tag) => tag.name)
  const aliasesOf = Map.groupBy(await readAliases(tx, names), (alias) => alias.name)
  return rows.map((row) => ({
    name: row.name,
    description: row.description,
    creationTime: row.creation_time,
    lastUpdatedTime: row.last_updated_time,
    tags: pairsOf(tagsOf.get(row.name)),
    aliases: Object.fromEntries((aliasesOf.get(row.name) ?? []).map(({ alias, version }) => [alias, version])),
  }))
}

export async function readModel(tx: Db, name: string): Promise<RegisteredModel> {
  return (await readModels(tx, [await requireModel(tx, name)]))[0]!
}

const keyOf = ({ name, version }: { readonly name: string; readonly version: number }): string => `${version} ${name}`

/** In the order of `rows`. */
export async function readVersions(tx: Db, rows: readonly VersionRow[]): Promise<ModelVersion[]> {
  if (rows.length === 0) return []
  const names = namesOf(rows)
  let tags = tx.selectFrom('model_version_tags').selectAll().orderBy('key')
  if (names !== undefined) tags = tags.where('name', 'in', names)
  if (rows.length === 1) tags = tags.where('version', '=', rows[0]!.version)
  const tagsOf = Map.groupBy(await tags.execute(), keyOf)
  const aliasesOf = Map.groupBy(await readAliases(tx, names), keyOf)
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    creationTime: row.creation_time,
    lastUpdatedTime: row.last_updated_time,
    stage: row.stage,
    aliases: (aliasesOf.get(keyOf(row)) ?? []).map(({ alias }) => alias),
    description: row.description,
    source: row.source,
    runId: row.run_id,
    digest: row.digest === '' ? null : row.digest,
    modelId: row.model_id,
    runLink: row.run_link,
    tags: pairsOf(tagsOf.get(keyOf(row))),
  }))
}

export async function readVersion(tx: Db, name: string, version: number): Promise<ModelVersion> {
  return (await readVersions(tx, [await requireVersion(tx, name, version)]))[0]!
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
