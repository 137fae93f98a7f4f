// Writing registered models and versions: their rows and tags.
import type { ModelStore, NewModelVersion } from '../../registry/index.ts'
import type { Db } from './tables.ts'

export type ModelOptions = NonNullable<Parameters<ModelStore['createModel']>[1]>

/** False if the model was there already. */
export async function insertModel(
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
  for (const [key, value] of Object.entries(tags)) await setModelTag(tx, name, key, value)
  return true
}

/** The next version of a model that exists; its number. */
export async function insertVersion(tx: Db, now: number, version: NewModelVersion, digest: string): Promise<number> {
  const { name } = version
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
      digest,
      model_id: version.modelId ?? null,
      run_link: version.runLink ?? null,
    })
    .execute()
  for (const [key, value] of Object.entries(version.tags ?? {})) await setVersionTag(tx, name, number, key, value)
  return number
}

export async function setModelTag(tx: Db, name: string, key: string, value: string): Promise<void> {
  await tx
    .insertInto('registered_model_tags')
    .values({ name, key, value })
    .onConflict((conflict) => conflict.columns(['name', 'key']).doUpdateSet({ value }))
    .execute()
}

export async function setVersionTag(tx: Db, name: string, version: number, key: string, value: string): Promise<void> {
  await tx
    .insertInto('model_version_tags')
    .values({ name, version, key, value })
    .onConflict((conflict) => conflict.columns(['name', 'version', 'key']).doUpdateSet({ value }))
    .execute()
}

/** The model's row under another name, and all that refers to it. */
export async function moveModel(tx: Db, from: string, to: string): Promise<void> {
  const { name: _, ...model } = await tx
    .selectFrom('registered_models')
    .selectAll()
    .where('name', '=', from)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('registered_models')
    .values({ ...model, name: to })
    .execute()
  // What refers to a row goes after it, and is deleted before it.
  for (const version of await tx.selectFrom('model_versions').selectAll().where('name', '=', from).execute()) {
    await tx
      .insertInto('model_versions')
      .values({ ...version, name: to })
      .execute()
  }
  for (const table of ['registered_model_tags', 'model_version_tags', 'aliases', 'transitions'] as const) {
    await tx.updateTable(table).set({ name: to }).where('name', '=', from).execute()
  }
  await tx.deleteFrom('model_versions').where('name', '=', from).execute()
  await tx.deleteFrom('registered_models').where('name', '=', from).execute()
}

/** With its versions, their tags and aliases, and its history. */
export async function deleteModel(tx: Db, name: string): Promise<void> {
  for (const table of ['transitions', 'model_versions', 'registered_model_tags', 'registered_models'] as const) {
    await tx.deleteFrom(table).where('name', '=', name).execute()
  }
}
