// Experiments in their tables.

import { checkArtifactPlace } from '../../artifacts/index.ts'
import { AppError } from '../../core/index.ts'
import {
  checkExperimentName,
  checkExperimentTags,
  type Experiment,
  type LifecycleStage,
  type RunStore,
} from '../../track/index.ts'
import { type Db, type ExperimentRow, nextCount } from './tables.ts'

export function unknownExperiment(experimentId: string): AppError {
  return new AppError('RESOURCE_DOES_NOT_EXIST', `no experiment with id ${JSON.stringify(experimentId)}`, {
    fix: 'Create it, or use "0", the Default experiment',
  })
}

/** @throws RESOURCE_DOES_NOT_EXIST if it is not an id at all */
export function parseExperimentId(experimentId: string): number {
  if (!/^\d{1,15}$/.test(experimentId)) throw unknownExperiment(experimentId)
  return Number(experimentId)
}

/** The tags of all are read at once, except for a single experiment. */
export async function readExperiments(tx: Db, rows: readonly ExperimentRow[]): Promise<Experiment[]> {
  let select = tx.selectFrom('experiment_tags').selectAll().orderBy('key')
  if (rows.length === 1) select = select.where('experiment_id', '=', rows[0]!.experiment_id)
  const tags = await select.execute()
  const tagsOf = Map.groupBy(tags, (tag) => tag.experiment_id)
  return rows.map((row) => ({
    experimentId: String(row.experiment_id),
    name: row.name,
    artifactLocation: row.artifact_location,
    lifecycleStage: row.lifecycle_stage,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    tags: Object.fromEntries((tagsOf.get(row.experiment_id) ?? []).map((tag) => [tag.key, tag.value])),
  }))
}

/** @throws RESOURCE_DOES_NOT_EXIST */
async function requireExperiment(tx: Db, experimentId: string): Promise<ExperimentRow> {
  const id = parseExperimentId(experimentId)
  const row = await tx.selectFrom('experiments').selectAll().where('experiment_id', '=', id).executeTakeFirst()
  if (row === undefined) throw unknownExperiment(experimentId)
  return row
}

/** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE if it is deleted */
export async function requireActiveExperiment(
  tx: Db,
  experimentId: string,
): Promise<{ id: number; artifacts: string }> {
  const row = await requireExperiment(tx, experimentId)
  if (row.lifecycle_stage === 'active') return { id: row.experiment_id, artifacts: row.artifact_location }
  throw new AppError('INVALID_PARAMETER_VALUE', `the experiment ${experimentId} must be in the 'active' state`, {
    fix: 'Restore the experiment first',
  })
}

export async function createExperiment(
  tx: Db,
  now: number,
  name: string,
  options: Parameters<RunStore['createExperiment']>[1] = {},
): Promise<Experiment> {
  checkExperimentName(name)
  const tags = checkExperimentTags(options.tags ?? {})
  if (options.artifactLocation !== undefined) checkArtifactPlace(options.artifactLocation, 'artifact location')
  const id = await nextCount(tx, 'experiment')
  const row = {
    experiment_id: id,
    name,
    artifact_location: options.artifactLocation ?? String(id),
    lifecycle_stage: 'active' as const,
    creation_time: now,
    last_update_time: now,
  }
  const inserted = await tx
    .insertInto('experiments')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('experiment_id')
    .execute()
  if (inserted.length === 0) throw nameTaken(name)
  for (const [key, value] of Object.entries(tags)) {
    await tx.insertInto('experiment_tags').values({ experiment_id: id, key, value }).execute()
  }
  return (await readExperiments(tx, [row]))[0]!
}

function nameTaken(name: string): AppError {
  return new AppError('RESOURCE_ALREADY_EXISTS', `an experiment named ${JSON.stringify(name)} exists already`, {
    fix: 'Use it, or choose another name; one that was deleted keeps its name until it is erased',
  })
}

async function changed(tx: Db, id: number, change: Partial<ExperimentRow> & { last_update_time: number }) {
  await tx.updateTable('experiments').set(change).where('experiment_id', '=', id).execute()
}

export async function renameExperiment(tx: Db, now: number, experimentId: string, name: string): Promise<void> {
  checkExperimentName(name)
  const { id } = await requireActiveExperiment(tx, experimentId)
  const holder = await tx.selectFrom('experiments').select('experiment_id').where('name', '=', name).executeTakeFirst()
  if (holder !== undefined && holder.experiment_id !== id) throw nameTaken(name)
  await changed(tx, id, { name, last_update_time: now })
}

/** Its runs share its fate, those that were deleted before too: so does MLflow. */
export async function setExperimentLifecycle(
  tx: Db,
  now: number,
  experimentId: string,
  stage: LifecycleStage,
): Promise<void> {
  const { experiment_id: id, lifecycle_stage: before } = await requireExperiment(tx, experimentId)
  if (before === stage) {
    const state = stage === 'active' ? 'deleted' : 'active'
    throw new AppError('INVALID_PARAMETER_VALUE', `the experiment ${experimentId} must be in the '${state}' state`, {
      fix: `It is ${stage} already`,
    })
  }
  await changed(tx, id, { lifecycle_stage: stage, last_update_time: now })
  const deleted_at = stage === 'deleted' ? now : null
  await tx.updateTable('runs').set({ lifecycle_stage: stage, deleted_at }).where('experiment_id', '=', id).execute()
}

export async function setExperimentTag(
  tx: Db,
  now: number,
  experimentId: string,
  key: string,
  value: string,
): Promise<void> {
  const tags = checkExperimentTags(Object.fromEntries([[key, value]]))
  const { id } = await requireActiveExperiment(tx, experimentId)
  await tx
    .insertInto('experiment_tags')
    .values({ experiment_id: id, key, value: tags[key]! })
    .onConflict((conflict) =>
      conflict.columns(['experiment_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
  await changed(tx, id, { last_update_time: now })
}

export async function deleteExperimentTag(tx: Db, now: number, experimentId: string, key: string): Promise<void> {
  const { id } = await requireActiveExperiment(tx, experimentId)
  const deleted = await tx
    .deleteFrom('experiment_tags')
    .where('experiment_id', '=', id)
    .where('key', '=', key)
    .returning('key')
    .execute()
  if (deleted.length === 0) {
    throw new AppError('RESOURCE_DOES_NOT_EXIST', `no tag ${JSON.stringify(key)} in experiment ${experimentId}`, {
      fix: 'Read the experiment to see its tags',
    })
  }
  await changed(tx, id, { last_update_time: now })
}
