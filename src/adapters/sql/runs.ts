// Writing runs: their row, params, tags and inputs.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { AppError } from '../../core/index.ts'
import type { DatasetInput, ModelOutput } from '../../track/index.ts'
import type { Db, RunRow } from './tables.ts'

export const RUN_NAME_TAG = 'mlflow.runName'

type Pairs = Readonly<Record<string, string>>

/** @throws RESOURCE_DOES_NOT_EXIST */
export async function requireRun(tx: Db, runId: string): Promise<RunRow> {
  const row = await tx.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst()
  if (row !== undefined) return row
  throw new AppError('RESOURCE_DOES_NOT_EXIST', `no run with id ${JSON.stringify(runId)}`, {
    fix: 'List the runs to see which exist',
  })
}

/** @throws RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE if it is deleted */
export async function requireActiveRun(tx: Db, runId: string): Promise<RunRow> {
  const row = await requireRun(tx, runId)
  if (row.lifecycle_stage === 'active') return row
  throw new AppError('INVALID_PARAMETER_VALUE', `the run ${runId} must be in the 'active' state, it is deleted`, {
    fix: 'Restore the run first',
  })
}

/** Where pairs that never change are kept. */
export type FixedPairs =
  | { readonly table: 'params'; readonly owner: 'run_id'; readonly id: string }
  | { readonly table: 'logged_model_params'; readonly owner: 'model_id'; readonly id: string }

/** The same value again is no error. @throws INVALID_PARAMETER_VALUE for another one */
export async function insertFixed(tx: Db, { table, owner, id }: FixedPairs, params: Pairs): Promise<void> {
  const entries = Object.entries(params)
  if (entries.length === 0) return
  const known = await tx
    .selectFrom(table)
    .select(['key', 'value'])
    .where(sql.ref(owner), '=', id)
    .where('key', 'in', Object.keys(params))
    .execute()
  for (const { key, value } of known) {
    if (params[key] === value) continue
    throw new AppError(
      'INVALID_PARAMETER_VALUE',
      `Changing param values is not allowed: ${JSON.stringify(key)} of ${id} is ${JSON.stringify(value)}, not ${JSON.stringify(params[key])}`,
      { fix: 'Log the new value under another key, or start a new run' },
    )
  }
  const fresh = entries.filter(([key]) => !known.some((one) => one.key === key))
  if (fresh.length === 0) return
  await tx
    .insertInto(table)
    .values(fresh.map(([key, value]) => ({ [owner]: id, key, value })) as never)
    .execute()
}

export async function insertTags(tx: Db, runId: string, tags: Pairs): Promise<void> {
  const entries = Object.entries(tags)
  if (entries.length === 0) return
  await tx
    .insertInto('tags')
    .values(entries.map(([key, value]) => ({ run_id: runId, key, value })))
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
}

/** Sets tags; the tag of the run's name renames the run. */
export async function setTags(tx: Db, runId: string, tags: Pairs): Promise<void> {
  await insertTags(tx, runId, tags)
  const name = tags[RUN_NAME_TAG]
  if (name !== undefined) await tx.updateTable('runs').set({ run_name: name }).where('run_id', '=', runId).execute()
}

/** The same experiment, name and digest are the same data set, whichever process logs it first. */
function datasetId(experimentId: number, { name, digest }: DatasetInput): string {
  return createHash('sha256')
    .update(JSON.stringify([experimentId, name, digest]))
    .digest('hex')
    .slice(0, 32)
}

export async function insertInputs(tx: Db, run: RunRow, inputs: readonly DatasetInput[]): Promise<void> {
  const { count } = await tx
    .selectFrom('inputs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('run_id', '=', run.run_id)
    .executeTakeFirstOrThrow()
  for (const [index, input] of inputs.entries()) {
    const id = datasetId(run.experiment_id, input)
    await tx
      .insertInto('datasets')
      .values({
        dataset_id: id,
        experiment_id: run.experiment_id,
        name: input.name,
        digest: input.digest,
        source_type: input.sourceType,
        source: input.source,
        schema: input.schema ?? null,
        profile: input.profile ?? null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await tx
      .insertInto('inputs')
      .values({ run_id: run.run_id, dataset_id: id, position: Number(count) + index })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    for (const [key, value] of Object.entries(input.tags)) {
      await tx
        .insertInto('input_tags')
        .values({ run_id: run.run_id, dataset_id: id, key, value })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
  }
}

/** @param models in the order they came */
export async function insertRunModels(
  tx: Db,
  runId: string,
  kind: 'input' | 'output',
  models: readonly ModelOutput[],
): Promise<void> {
  for (const [position, { modelId, step }] of models.entries()) {
    await tx
      .insertInto('run_models')
      .values({ run_id: runId, kind, model_id: modelId, step, position })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
