// Things of another store, with their ids and times, in SQL.
import { AppError, type Clock } from '../../core/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import type { StoreImport } from '../../workflows/ports/index.ts'
import { createMetricWriter, finiteValue } from './metrics.ts'
import { type Change, moveAlias, moveStage, touch } from './model-change.ts'
import { requireVersion } from './model-reader.ts'
import { insertModel, setVersionTag } from './model-rows.ts'
import { insertFixed, insertInputs, insertRunModels, insertTags, requireRun } from './runs.ts'
import type { SqlEngine } from './sql-engine.ts'

/** Metrics of one transaction. */
const CHUNK = 5000

/** False where the same version is there already. @throws RESOURCE_ALREADY_EXISTS */
async function insertVersion({ tx }: Change, version: ModelVersion): Promise<boolean> {
  const known = await tx
    .selectFrom('model_versions')
    .select(['creation_time', 'source'])
    .where('name', '=', version.name)
    .where('version', '=', version.version)
    .executeTakeFirst()
  if (known?.creation_time === version.creationTime && known.source === version.source) return false
  if (known !== undefined) {
    throw new AppError(
      'RESOURCE_ALREADY_EXISTS',
      `model ${JSON.stringify(version.name)} has a version ${version.version} of its own`,
      { fix: 'Rename the model in one of the stores, or import into an empty store' },
    )
  }
  await tx
    .insertInto('model_versions')
    .values({
      name: version.name,
      version: version.version,
      creation_time: version.creationTime,
      last_updated_time: version.lastUpdatedTime,
      stage: 'None',
      description: version.description,
      source: version.source,
      run_id: version.runId,
      digest: version.digest ?? '',
      model_id: version.modelId,
      run_link: version.runLink,
    })
    .execute()
  for (const [key, value] of Object.entries(version.tags)) {
    await setVersionTag(tx, version.name, version.version, key, value)
  }
  return true
}

export function createStoreImport({ writing }: SqlEngine, clock: Clock): StoreImport {
  const insertMetrics = createMetricWriter()
  return {
    run: (run) =>
      writing(async (tx) => {
        const inserted = await tx
          .insertInto('runs')
          .values({
            run_id: run.runId,
            experiment_id: Number(run.experimentId),
            run_name: run.runName,
            user_id: run.userId,
            status: run.status,
            start_time: run.startTime,
            end_time: run.endTime,
            artifact_uri: run.artifactUri,
            lifecycle_stage: run.lifecycleStage,
            owner_host: null,
            owner_pid: null,
            owner_began: null,
            deleted_at: run.lifecycleStage === 'deleted' ? clock.now() : null,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('run_id')
          .execute()
        const row = await requireRun(tx, run.runId)
        if (inserted.length === 0 && row.start_time !== run.startTime) {
          throw new AppError('INVALID_PARAMETER_VALUE', `another run has the id ${run.runId}`, {
            fix: 'Import into an empty store',
          })
        }
        await insertFixed(tx, { table: 'params', owner: 'run_id', id: run.runId }, run.params)
        await insertTags(tx, run.runId, run.tags)
        await insertInputs(tx, row, run.inputs)
        const read = run.modelInputs.map((modelId) => ({ modelId, step: 0 }))
        await insertRunModels(tx, run.runId, 'input', read)
        await insertRunModels(tx, run.runId, 'output', run.modelOutputs)
      }),

    async metrics(runId, metrics) {
      for (let at = 0; at < metrics.length; at += CHUNK) {
        await writing((tx) => insertMetrics(tx, runId, metrics.slice(at, at + CHUNK)))
      }
    },

    loggedModel: (model) =>
      writing(async (tx) => {
        const id = model.modelId
        await tx
          .insertInto('logged_models')
          .values({
            model_id: id,
            experiment_id: Number(model.experimentId),
            name: model.name,
            artifact_uri: model.artifactUri,
            creation_time: model.creationTime,
            last_updated_time: model.lastUpdatedTime,
            status: model.status,
            lifecycle_stage: 'active',
            model_type: model.modelType,
            source_run_id: model.sourceRunId,
          })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        await insertFixed(tx, { table: 'logged_model_params', owner: 'model_id', id }, model.params)
        for (const [key, value] of Object.entries(model.tags)) {
          await tx
            .insertInto('logged_model_tags')
            .values({ model_id: id, key, value })
            .onConflict((conflict) => conflict.columns(['model_id', 'key']).doUpdateSet({ value }))
            .execute()
        }
        for (const { key, timestamp, step, value, runId, datasetName = '', datasetDigest = '' } of model.metrics) {
          await tx
            .insertInto('logged_model_metrics')
            .values({
              model_id: id,
              run_id: runId,
              key,
              timestamp,
              step,
              dataset_name: datasetName,
              dataset_digest: datasetDigest,
              ...finiteValue(value),
            })
            .onConflict((conflict) => conflict.doNothing())
            .execute()
        }
      }),

    model: (model, versions, by) =>
      writing(async (tx) => {
        const { name, description, tags } = model
        const now = clock.now()
        await insertModel(tx, now, name, { tags, ...(description !== null && { description }) })
        const move = { tx, name, now, actor: { by, reason: 'imported' } }
        const oldestFirst = versions.toSorted((a, b) => a.version - b.version)
        let changed = false
        for (const version of oldestFirst) {
          const change: Change = { ...move, action: 'stage' }
          if (!(await insertVersion(change, version))) continue
          changed = true
          const row = await requireVersion(tx, name, version.version)
          await moveStage(change, row, version.stage)
        }
        if (!changed) return
        for (const [alias, version] of Object.entries(model.aliases)) {
          await moveAlias({ ...move, action: 'alias' }, alias, version)
        }
        const last = oldestFirst.at(-1)?.version ?? 0
        await tx
          .updateTable('registered_models')
          .set({ last_version: last, creation_time: model.creationTime })
          .where('name', '=', name)
          .where('last_version', '<', last)
          .execute()
        await touch(tx, name, now)
      }),
  }
}
