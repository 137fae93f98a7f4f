// The tracking store in SQL, for every engine Kysely speaks.
import { randomBytes, randomInt } from 'node:crypto'
import { AppError, type Clock, type ProcessOwner } from '../../core/index.ts'
import {
  checkBatch,
  checkInput,
  checkTags,
  checkTimestamp,
  generateRunName,
  type NewRun,
  type Page,
  type Run,
  type RunSearch,
  type RunStatus,
  type RunStore,
} from '../../track/index.ts'
import {
  createExperiment,
  deleteExperimentTag,
  parseExperimentId,
  readExperiments,
  renameExperiment,
  requireActiveExperiment,
  setExperimentLifecycle,
  setExperimentTag,
  unknownExperiment,
} from './experiments.ts'
import { insertModelMetrics } from './logged-models.ts'
import { createMetricWriter, metricHistory } from './metrics.ts'
import { datasetsOf, newRunOf, readRuns } from './run-reader.ts'
import {
  insertFixed,
  insertInputs,
  insertRunModels,
  insertTags,
  RUN_NAME_TAG,
  requireActiveRun,
  requireRun,
  setTags,
} from './runs.ts'
import { sampledHistory } from './sampled-history.ts'
import { EXPERIMENTS, RUNS } from './search/run-search.ts'
import { searchRows } from './search/search-rows.ts'
import type { SqlEngine } from './sql-engine.ts'
import type { Db, RunRow } from './tables.ts'

const FINAL: ReadonlySet<RunStatus> = new Set(['FINISHED', 'FAILED', 'KILLED'])

/** The name given, by argument or tag, or a new one. @throws INVALID_PARAMETER_VALUE if the two disagree */
function runNameOf({ runName, tags }: NewRun): string {
  const tag = tags?.[RUN_NAME_TAG]
  if (runName && tag !== undefined && runName !== tag) {
    throw new AppError(
      'INVALID_PARAMETER_VALUE',
      `the run has two names, ${JSON.stringify(runName)} and ${JSON.stringify(tag)}`,
      {
        where: 'run_name',
        fix: `Give runName or the tag ${RUN_NAME_TAG}, not both`,
      },
    )
  }
  return runName || tag || generateRunName((n) => randomInt(n))
}

async function createRun(tx: Db, run: NewRun, owner: ProcessOwner | undefined): Promise<Run> {
  const name = runNameOf(run)
  const tags = checkTags({ ...run.tags, [RUN_NAME_TAG]: name })
  const experiment = await requireActiveExperiment(tx, run.experimentId)
  const runId = randomBytes(16).toString('hex')
  const row: RunRow = {
    run_id: runId,
    experiment_id: experiment.id,
    run_name: tags[RUN_NAME_TAG]!,
    user_id: run.userId,
    status: 'RUNNING',
    start_time: checkTimestamp(run.startTime, 'start_time'),
    end_time: null,
    artifact_uri: `${experiment.artifacts}/${runId}/artifacts`,
    lifecycle_stage: 'active',
    owner_host: owner?.host ?? null,
    owner_pid: owner?.pid ?? null,
    owner_began: owner?.began ?? null,
    deleted_at: null,
  }
  await tx.insertInto('runs').values(row).execute()
  await insertTags(tx, runId, tags)
  return newRunOf(row, tags)
}

async function updateRun(
  tx: Db,
  now: number,
  runId: string,
  { status, endTime, runName }: Parameters<RunStore['updateRun']>[1],
): Promise<Run> {
  const row = await requireActiveRun(tx, runId)
  if (endTime !== undefined) checkTimestamp(endTime, 'end_time')
  const change: Partial<RunRow> = {}
  if (status !== undefined) {
    change.status = status
    if (FINAL.has(status)) change.end_time = endTime ?? (row.status === status ? row.end_time : null) ?? now
    else Object.assign(change, { end_time: null, owner_host: null, owner_pid: null, owner_began: null })
  }
  if (endTime !== undefined) change.end_time = endTime
  if (Object.keys(change).length > 0) await tx.updateTable('runs').set(change).where('run_id', '=', runId).execute()
  if (runName !== undefined && runName !== '') await setTags(tx, runId, checkTags({ [RUN_NAME_TAG]: runName }))
  return (await readRuns(tx, [await requireRun(tx, runId)]))[0]!
}

async function searchRuns(tx: Db, search: RunSearch, like: SqlEngine['like']): Promise<Page<Run>> {
  let select = tx.selectFrom('runs').selectAll('runs')
  if (search.experimentIds !== undefined) {
    if (search.experimentIds.length === 0) return { items: [], nextPageToken: null }
    select = select.where('experiment_id', 'in', search.experimentIds.map(parseExperimentId))
  }
  if (search.view !== 'all') select = select.where('lifecycle_stage', '=', search.view ?? 'active')
  const { items, nextPageToken } = await searchRows(select, search, RUNS, like)
  return { items: await readRuns(tx, items), nextPageToken }
}

/** @param owner of the runs that are made here: they die with it */
export function createRunStore(
  { reading, writing, like }: SqlEngine,
  clock: Clock,
  owner: ProcessOwner | undefined,
): RunStore {
  const insertMetrics = createMetricWriter()
  return {
    createExperiment: (name, options) => writing((tx) => createExperiment(tx, clock.now(), name, options)),

    getExperiment: (experimentId) =>
      reading(async (tx) => {
        const id = parseExperimentId(experimentId)
        const rows = await tx.selectFrom('experiments').selectAll().where('experiment_id', '=', id).execute()
        const [experiment] = await readExperiments(tx, rows)
        if (experiment === undefined) throw unknownExperiment(experimentId)
        return experiment
      }),

    findExperiment: (name) =>
      reading(async (tx) => {
        const rows = await tx.selectFrom('experiments').selectAll().where('name', '=', name).execute()
        return (await readExperiments(tx, rows))[0]
      }),

    searchExperiments: (search = {}) =>
      reading(async (tx) => {
        let select = tx.selectFrom('experiments').selectAll('experiments')
        if (search.view !== 'all') select = select.where('lifecycle_stage', '=', search.view ?? 'active')
        const { items, nextPageToken } = await searchRows(select, search, EXPERIMENTS, like)
        return { items: await readExperiments(tx, items), nextPageToken }
      }),

    renameExperiment: (experimentId, name) => writing((tx) => renameExperiment(tx, clock.now(), experimentId, name)),

    setExperimentLifecycle: (experimentId, stage) =>
      writing((tx) => setExperimentLifecycle(tx, clock.now(), experimentId, stage)),

    setExperimentTag: (experimentId, key, value) =>
      writing((tx) => setExperimentTag(tx, clock.now(), experimentId, key, value)),

    deleteExperimentTag: (experimentId, key) =>
      writing((tx) => deleteExperimentTag(tx, clock.now(), experimentId, key)),

    createRun: (run) => writing((tx) => createRun(tx, run, owner)),

    getRun: (runId) => reading(async (tx) => (await readRuns(tx, [await requireRun(tx, runId)]))[0]!),

    updateRun: (runId, change) => writing((tx) => updateRun(tx, clock.now(), runId, change)),

    setRunLifecycle: (runId, stage) =>
      writing(async (tx) => {
        await requireRun(tx, runId)
        const deleted_at = stage === 'deleted' ? clock.now() : null
        await tx.updateTable('runs').set({ lifecycle_stage: stage, deleted_at }).where('run_id', '=', runId).execute()
      }),

    async logBatch(runId, batch) {
      const { metrics, params, tags } = checkBatch(batch)
      await writing(async (tx) => {
        await requireActiveRun(tx, runId)
        await insertFixed(tx, { table: 'params', owner: 'run_id', id: runId }, params)
        await setTags(tx, runId, tags)
        await insertMetrics(tx, runId, metrics)
        await insertModelMetrics(tx, runId, batch.modelMetrics ?? [])
      }, runId)
    },

    async logInputs(runId, inputs) {
      const checked = inputs.map(checkInput)
      await writing(async (tx) => insertInputs(tx, await requireActiveRun(tx, runId), checked))
    },

    logModels: (runId, { inputs = [], outputs = [] }) =>
      writing(async (tx) => {
        await requireActiveRun(tx, runId)
        await insertRunModels(
          tx,
          runId,
          'input',
          inputs.map((modelId) => ({ modelId, step: 0 })),
        )
        await insertRunModels(tx, runId, 'output', outputs)
      }),

    deleteTag: (runId, key) =>
      writing(async (tx) => {
        await requireActiveRun(tx, runId)
        const deleted = await tx
          .deleteFrom('tags')
          .where('run_id', '=', runId)
          .where('key', '=', key)
          .returning('key')
          .execute()
        if (deleted.length > 0) return
        throw new AppError('RESOURCE_DOES_NOT_EXIST', `no tag ${JSON.stringify(key)} in run ${runId}`, {
          fix: 'Read the run to see its tags',
        })
      }),

    metricHistory: (runId, key, page = {}) =>
      reading(async (tx) => {
        await requireRun(tx, runId)
        return metricHistory(tx, runId, key, page)
      }),

    sampleHistory: (history) =>
      reading(async (tx) => {
        for (const runId of history.runIds) await requireRun(tx, runId)
        return sampledHistory(tx, history)
      }),

    datasetsOf: (experimentIds) => reading((tx) => datasetsOf(tx, experimentIds.map(parseExperimentId))),

    searchRuns: (search) => reading((tx) => searchRuns(tx, search, like)),
  }
}
