// Logged models in SQL, for every engine Kysely speaks.
import { randomBytes, randomInt } from 'node:crypto'
import { AppError, type Clock } from '../../core/index.ts'
import {
  checkExperimentName,
  checkTags,
  generateRunName,
  type LoggedModel,
  type LoggedModelStore,
  type ModelMetric,
} from '../../track/index.ts'
import { parseExperimentId, requireActiveExperiment } from './experiments.ts'
import { finiteValue, toMetric } from './metrics.ts'
import { insertFixed } from './runs.ts'
import { LOGGED_MODELS } from './search/logged-model-search.ts'
import { searchRows } from './search/search-rows.ts'
import type { SqlEngine } from './sql-engine.ts'
import type { Db, LoggedModelRow } from './tables.ts'

const IDS = 1000

async function requireModel(tx: Db, modelId: string, allowDeleted = false): Promise<LoggedModelRow> {
  const row = await tx.selectFrom('logged_models').selectAll().where('model_id', '=', modelId).executeTakeFirst()
  if (row !== undefined && (allowDeleted || row.lifecycle_stage === 'active')) return row
  throw new AppError('RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${modelId}' not found.`, {
    fix: 'Search the logged models of the experiment to see which exist',
  })
}

function record(found: readonly { key: string; value: string }[] = []): Record<string, string> {
  return Object.fromEntries(found.map(({ key, value }) => [key, value]))
}

async function readSome(tx: Db, rows: readonly LoggedModelRow[]): Promise<LoggedModel[]> {
  const ids = rows.map((row) => row.model_id)
  const pairs = async (table: 'logged_model_params' | 'logged_model_tags') => {
    const found = await tx.selectFrom(table).selectAll().where('model_id', 'in', ids).orderBy('key').execute()
    return Map.groupBy(found, (row) => row.model_id)
  }
  const params = await pairs('logged_model_params')
  const tags = await pairs('logged_model_tags')
  const measured = await tx
    .selectFrom('logged_model_metrics')
    .selectAll()
    .where('model_id', 'in', ids)
    .orderBy('key')
    .orderBy('timestamp')
    .orderBy('step')
    .execute()
  const metrics = Map.groupBy(measured, (row) => row.model_id)
  return rows.map((row) => ({
    modelId: row.model_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    artifactUri: row.artifact_uri,
    status: row.status,
    creationTime: row.creation_time,
    lastUpdatedTime: row.last_updated_time,
    modelType: row.model_type,
    sourceRunId: row.source_run_id,
    params: record(params.get(row.model_id)),
    tags: record(tags.get(row.model_id)),
    metrics: (metrics.get(row.model_id) ?? []).map((metric) => ({
      ...toMetric(metric),
      runId: metric.run_id,
      modelId: metric.model_id,
      datasetName: metric.dataset_name || undefined,
      datasetDigest: metric.dataset_digest || undefined,
    })),
  }))
}

async function readModels(tx: Db, rows: readonly LoggedModelRow[]): Promise<LoggedModel[]> {
  const models: LoggedModel[] = []
  for (let i = 0; i < rows.length; i += IDS) models.push(...(await readSome(tx, rows.slice(i, i + IDS))))
  return models
}

async function readModel(tx: Db, row: LoggedModelRow): Promise<LoggedModel> {
  return (await readSome(tx, [row]))[0]!
}

async function setTags(tx: Db, modelId: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const entries = Object.entries(tags)
  if (entries.length === 0) return
  await tx
    .insertInto('logged_model_tags')
    .values(entries.map(([key, value]) => ({ model_id: modelId, key, value })))
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'key']).doUpdateSet((eb) => ({ value: eb.ref('excluded.value') })),
    )
    .execute()
}

/** Of models that a run has measured. @throws RESOURCE_DOES_NOT_EXIST */
export async function insertModelMetrics(tx: Db, runId: string, metrics: readonly ModelMetric[]): Promise<void> {
  for (const id of new Set(metrics.map(({ modelId }) => modelId))) await requireModel(tx, id)
  for (const { modelId, key, value, timestamp, step, datasetName = '', datasetDigest = '' } of metrics) {
    await tx
      .insertInto('logged_model_metrics')
      .values({
        model_id: modelId,
        key,
        run_id: runId,
        timestamp,
        step,
        ...finiteValue(value),
        dataset_name: datasetName,
        dataset_digest: datasetDigest,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

export function createLoggedModelStore({ reading, writing, like }: SqlEngine, clock: Clock): LoggedModelStore {
  /** Changes a model that is there, and notes when. */
  const changing = <T>(modelId: string, work: (tx: Db) => Promise<T>): Promise<T> =>
    writing(async (tx) => {
      await requireModel(tx, modelId)
      await tx
        .updateTable('logged_models')
        .set({ last_updated_time: clock.now() })
        .where('model_id', '=', modelId)
        .execute()
      return work(tx)
    })

  return {
    async create({ experimentId, name, modelType, sourceRunId, params = {}, tags = {} }) {
      const checked = { params: checkTags(params), tags: checkTags(tags) }
      const called = name === undefined || name === '' ? generateRunName((n) => randomInt(n)) : checkModelName(name)
      return writing(async (tx) => {
        const experiment = await requireActiveExperiment(tx, experimentId)
        const id = `m-${randomBytes(16).toString('hex')}`
        const now = clock.now()
        const row: LoggedModelRow = {
          model_id: id,
          experiment_id: experiment.id,
          name: called,
          artifact_uri: `${experiment.artifacts}/models/${id}/artifacts`,
          creation_time: now,
          last_updated_time: now,
          status: 'PENDING',
          lifecycle_stage: 'active',
          model_type: modelType || null,
          source_run_id: sourceRunId || null,
        }
        await tx.insertInto('logged_models').values(row).execute()
        await insertFixed(tx, { table: 'logged_model_params', owner: 'model_id', id }, checked.params)
        await setTags(tx, id, checked.tags)
        return readModel(tx, row)
      })
    },

    get: (modelId, { allowDeleted } = {}) =>
      reading(async (tx) => readModel(tx, await requireModel(tx, modelId, allowDeleted))),

    finalize: (modelId, status) =>
      changing(modelId, async (tx) => {
        await tx.updateTable('logged_models').set({ status }).where('model_id', '=', modelId).execute()
        return readModel(tx, await requireModel(tx, modelId))
      }),

    delete: (modelId) =>
      changing(modelId, async (tx) => {
        await tx
          .updateTable('logged_models')
          .set({ lifecycle_stage: 'deleted' })
          .where('model_id', '=', modelId)
          .execute()
      }),

    async setTags(modelId, tags) {
      const checked = checkTags(tags)
      await changing(modelId, (tx) => setTags(tx, modelId, checked))
    },

    deleteTag: (modelId, key) =>
      changing(modelId, async (tx) => {
        const deleted = await tx
          .deleteFrom('logged_model_tags')
          .where('model_id', '=', modelId)
          .where('key', '=', key)
          .returning('key')
          .execute()
        if (deleted.length > 0) return
        throw new AppError(
          'RESOURCE_DOES_NOT_EXIST',
          `No tag with key ${JSON.stringify(key)} found for model with ID ${JSON.stringify(modelId)}.`,
          { fix: 'Read the model to see its tags' },
        )
      }),

    async logParams(modelId, params) {
      const checked = checkTags(params)
      await changing(modelId, (tx) =>
        insertFixed(tx, { table: 'logged_model_params', owner: 'model_id', id: modelId }, checked),
      )
    },

    search: ({ experimentIds, ...search }) =>
      reading(async (tx) => {
        if (experimentIds.length === 0) return { items: [], nextPageToken: null }
        const select = tx
          .selectFrom('logged_models')
          .selectAll('logged_models')
          .where('experiment_id', 'in', experimentIds.map(parseExperimentId))
          .where('lifecycle_stage', '=', 'active')
        const { items, nextPageToken } = await searchRows(select, search, LOGGED_MODELS, like)
        return { items: await readModels(tx, items), nextPageToken }
      }),
  }
}

/** MLflow joins it to paths and URIs. @throws INVALID_PARAMETER_VALUE */
function checkModelName(name: string): string {
  if (!/[/:.%"'\0]/.test(name)) return checkExperimentName(name)
  throw new AppError('INVALID_PARAMETER_VALUE', `Invalid model name (${JSON.stringify(name.slice(0, 80))}) provided.`, {
    fix: 'Leave out / : . % " and \'',
  })
}
