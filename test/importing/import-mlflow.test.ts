// A tracking server's content copied into a project's store, also when it is interrupted.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocalBlobStore } from '../../src/adapters/local-blobs/index.ts'
import { createRemoteStore, createServerSource } from '../../src/adapters/mlflow-client/index.ts'
import { openSqliteStore } from '../../src/adapters/sql/index.ts'
import { systemProcesses } from '../../src/adapters/system/index.ts'
import { SILENT } from '../../src/core/index.ts'
import { importMlflow } from '../../src/workflows/importing/index.ts'
import type { MlflowSource } from '../../src/workflows/ports/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'
import { trackingServer } from '../fixtures/tracking-server.ts'

const { address, store, blobs } = await trackingServer()
const ada = { by: 'ada' }
let first = ''

beforeAll(async () => {
  const { experimentId } = await store.runs.createExperiment('churn', { tags: { team: 'crm' } })
  for (const runName of ['first', 'second']) {
    const { runId, artifactUri } = await store.runs.createRun({ experimentId, userId: 'ada', startTime: 7, runName })
    const metrics = Array.from({ length: 40 }, (_, step) => ({
      key: 'loss',
      value: 1 / (step + 1),
      step,
      timestamp: step,
    }))
    await store.runs.logBatch(runId, { metrics, params: { depth: '3' }, tags: { kind: 'x' } })
    await store.runs.logBatch(runId, { metrics: [{ key: 'nan', value: Number.NaN, step: 0, timestamp: 0 }] })
    const input = { name: 'train', digest: 'd', sourceType: 'local', source: 'x', tags: { a: 'b' } }
    await store.runs.logInputs(runId, [input])
    await blobs.put(`${artifactUri}/model/MLmodel`, [new TextEncoder().encode(runName)])
    if (first === '') first = runId
  }
  const { artifactUri } = await store.runs.getRun(first)
  await store.models.createModel('churn', { tags: { a: 'b' } })
  for (let i = 0; i < 3; i++) {
    await store.models.createVersion({ name: 'churn', source: `${artifactUri}/model`, runId: first })
  }
  await store.models.deleteVersion('churn', 2, ada)
  await store.models.transitionStage('churn', 3, 'Production', ada)
  await store.models.setAlias('churn', 'champion', 3, ada)
  const model = await store.loggedModels.create({ experimentId, name: 'm', sourceRunId: first, params: { p: 'q' } })
  await store.loggedModels.finalize(model.modelId, 'READY')
})
afterAll(removeSmallProjects)

async function emptyStore() {
  const folder = await smallProject({})
  const target = await openSqliteStore({ path: join(folder, 'store.db'), clock: Date, processes: systemProcesses })
  const deps = { ...target, blobs: createLocalBlobStore(join(folder, 'artifacts')), reporter: SILENT, user: 'bob' }
  return { deps, close: () => target.close() }
}

const source = (): MlflowSource =>
  createServerSource(createRemoteStore({ url: address, where: 'a test', env: {}, clock: Date, retries: 0 }))

async function expectWhole({
  runs,
  models,
  loggedModels,
  ledger,
  blobs: copied,
}: Awaited<ReturnType<typeof emptyStore>>['deps']) {
  const before = await store.runs.getRun(first)
  const run = await runs.getRun(first)
  const { experimentId, artifactUri, tags, ...rest } = run
  expect(rest).toEqual({ ...before, experimentId: undefined, artifactUri: undefined, tags: undefined })
  expect(tags).toMatchObject(before.tags)
  expect((await runs.metricHistory(first, 'loss')).items).toEqual((await store.runs.metricHistory(first, 'loss')).items)
  expect(await runs.getExperiment(experimentId)).toMatchObject({ name: 'churn', tags: { team: 'crm' } })
  const bytes = await Array.fromAsync(copied.get(`${artifactUri}/model/MLmodel`))
  expect(Buffer.concat(bytes).toString()).toBe('first')
  expect((await runs.searchRuns({})).items).toHaveLength(2)
  expect((await models.searchVersions()).items.map(({ version }) => version).toSorted()).toEqual([1, 3])
  expect(await models.getVersionByAlias('churn', 'champion')).toMatchObject({
    version: 3,
    stage: 'Production',
    source: `${artifactUri}/model`,
    runId: first,
  })
  expect((await ledger.history('churn')).map(({ to }) => to).toSorted()).toEqual(['3', 'Production'])
  expect((await models.createVersion({ name: 'churn', source: 'x' })).version).toBe(4)
  expect((await loggedModels.search({ experimentIds: [experimentId] })).items).toMatchObject([
    { name: 'm', status: 'READY', params: { p: 'q' }, sourceRunId: first },
  ])
}

test('copies experiments, runs, artifacts and models with their ids, numbers and times; again, nothing changes', async () => {
  const { deps, close } = await emptyStore()
  const found = { runs: 2, params: 2, metricPoints: 82, artifacts: 2, loggedModels: 1, models: 1, versions: 2 }
  expect(await importMlflow(deps, source())).toMatchObject({ found, alreadyThere: 0, elsewhere: 0 })
  expect(await importMlflow(deps, source())).toMatchObject({ found, alreadyThere: 2 })
  await expectWhole(deps)
  await close()
})

test.each([0, 1, 3])('begun again after it broke at history %i, it finishes and doubles nothing', async (broken) => {
  const { deps, close } = await emptyStore()
  let asked = 0
  const breaking: MlflowSource = {
    ...source(),
    history: async (...of) => {
      if (asked++ === broken) throw new Error('the cable was pulled')
      return source().history(...of)
    },
  }
  await expect(importMlflow(deps, breaking)).rejects.toThrow('the cable')
  await importMlflow(deps, source())
  await expectWhole(deps)
  await close()
})

test('a version of the same number that is another one is refused, and nothing of the model is written', async () => {
  const { deps, close } = await emptyStore()
  await deps.models.createModel('churn')
  await deps.models.createVersion({ name: 'churn', source: 'mine' })
  await expect(importMlflow(deps, source())).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
  expect((await deps.models.searchVersions()).items.map((one) => one.source)).toEqual(['mine'])
  await close()
})

test('the command counts without writing, then imports', async () => {
  const folder = await smallProject({})
  const dry = await commandLine(folder, ['import-mlflow', address, '--dry-run', '--json'])
  expect(JSON.parse(dry.out)).toMatchObject({ dry_run: true, runs: 2, metric_points: 82, versions: 2 })
  expect((await commandLine(folder, ['models', 'list'])).out).toContain('No models')
  expect(await commandLine(folder, ['import-mlflow', address])).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 registered models with 2 versions'),
  })
  expect((await commandLine(folder, ['models', 'show', 'churn'])).out).toContain('Production')
  expect(await commandLine(folder, ['import-mlflow', 'nowhere.db'])).toMatchObject({
    code: 5,
    err: expect.stringContaining('STORE_INVALID'),
  })
})

test('an mlruns folder is read as it is: a damaged file says where, a link out of it is not followed', async () => {
  const experiment = 'artifact_location: /x/0\nexperiment_id: "0"\nlifecycle_stage: active\nname: Default\n'
  const id = 'a'.repeat(32)
  const run = `artifact_uri: /x/0/${id}/artifacts\nexperiment_id: "0"\nrun_id: ${id}\nrun_name: r\nstatus: 3\nstart_time: 5\nlifecycle_stage: active\n`
  const folder = await smallProject({ secret: 'of the user' })
  const at = join(folder, 'mlruns', '0', id)
  for (const below of ['metrics', 'params', 'artifacts']) mkdirSync(join(at, below), { recursive: true })
  writeFileSync(join(folder, 'mlruns', '0', 'meta.yaml'), experiment)
  writeFileSync(join(at, 'meta.yaml'), run)
  writeFileSync(join(at, 'metrics', 'auc'), '7 0.5 1\n7 nan 2\n')
  symlinkSync(join(folder, 'secret'), join(at, 'params', 'leak'))
  const first = await commandLine(folder, ['import-mlflow', 'mlruns', '--json'])
  expect(JSON.parse(first.out)).toMatchObject({ experiments: 1, runs: 1, params: 0, metric_points: 2 })
  writeFileSync(join(at, 'metrics', 'auc'), '7 0.5 1\nseven\n')
  expect(await commandLine(folder, ['import-mlflow', 'mlruns'])).toMatchObject({
    code: 5,
    err: expect.stringMatching(/STORE_INVALID.*metrics.auc:2/),
  })
  writeFileSync(join(at, 'meta.yaml'), '&a [*a, *a]')
  expect(await commandLine(folder, ['import-mlflow', 'mlruns'])).toMatchObject({
    code: 5,
    err: expect.stringMatching(/STORE_INVALID.*meta.yaml/),
  })
  expect((await commandLine(folder, ['import-mlflow', '.'])).err).toContain('no experiments of MLflow')
})
