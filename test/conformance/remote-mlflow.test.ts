// A real MLflow server as the store of a project: train, gate, promote, serve, roll back; Python reads the champion there.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRemoteStore, type RemoteStore } from '../../src/adapters/mlflow-client/index.ts'
import { openProject, serveModel } from '../../src/app/index.ts'
import { attribute, equal, everyItem, type Filter, type RunField } from '../../src/track/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'
import { type MlflowServer, startMlflowServer } from './mlflow-server.ts'
import { runPython } from './python.ts'

interface Champion {
  readonly label: readonly string[]
  readonly stages: Readonly<Record<string, string>>
  readonly status: string
  readonly metrics: readonly string[]
}

let mlflow: MlflowServer
let remote: RemoteStore

beforeAll(async () => {
  mlflow = await startMlflowServer('mlflow3')
  remote = createRemoteStore({ url: mlflow.address, where: 'a test', env: {}, clock: Date })
})
afterAll(async () => {
  remote?.close()
  await mlflow?.stop()
  await removeSmallProjects()
})

describe('the loop on a real MLflow server', () => {
  it('trains, gates, promotes, serves and rolls back; Python loads the champion', async () => {
    const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
    const ask = async (...words: string[]) => {
      const { code, out, err } = await commandLine(folder, words, { MLFLOW_TRACKING_URI: mlflow.address })
      expect([code, err]).toEqual([0, expect.not.stringContaining('error')])
      return out
    }
    await ask('train')
    await ask('promote', 'small', '1')
    await ask('train')
    expect(await ask('gate', 'small', '2')).toContain('Gate passed')
    await ask('promote', 'small', '2', '--reason', 'as good')
    expect(await ask('runs', 'list')).toContain('FINISHED')
    expect(await ask('models', 'show', 'small')).toMatch(/as good/)

    const rows = [
      { a: 3, b: 21.5, c: 'u' },
      { a: 17, b: 119.5, c: 'v' },
    ]
    const asked = { address: mlflow.address, name: 'small', rows }
    expect(await runPython<Champion>('mlflow3', 'pyfunc_champion.py', asked)).toMatchObject({
      label: ['no', 'yes'],
      stages: { 1: 'Archived', 2: 'Production' },
      status: 'FINISHED',
      metrics: expect.arrayContaining(['val_auc']),
    })

    const project = await openProject({ cwd: folder, env: { MLFLOW_TRACKING_URI: mlflow.address } })
    const served = await serveModel(project, { uri: 'models:/small@champion', port: 0, logLevel: 'silent' })
    const answer = await fetch(`${served.address}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rows[1]),
    })
    expect(await answer.json()).toMatchObject({ prediction: true, model_version: '2' })
    await served.server.drain({ graceMs: 0 })
    await project.close()

    await ask('rollback', 'small')
    expect((await remote.models.getVersionByAlias('small', 'champion')).version).toBe(1)
    const history = await remote.ledger.history('small')
    expect(history[0]).toMatchObject({ action: 'rollback', subject: 'alias:champion', from: '2', to: '1' })
  })
})

const bytes = (text: string) => [new TextEncoder().encode(text)]

describe('the ports on a real MLflow server', () => {
  it('runs: batches, histories, NaN, searches, lifecycle', async () => {
    const { experimentId } = await remote.runs.createExperiment('ports', { tags: { team: 'crm' } })
    expect(await remote.runs.findExperiment('ports')).toMatchObject({ experimentId, tags: { team: 'crm' } })
    const { runId } = await remote.runs.createRun({ experimentId, userId: 'ada', startTime: 5, runName: 'one' })
    const metrics = Array.from({ length: 900 }, (_, step) => ({
      key: 'loss',
      value: 1 / (step + 1),
      step,
      timestamp: step,
    }))
    await remote.runs.logBatch(runId, { metrics, params: { depth: '3' }, tags: { kind: "it's" } })
    await remote.runs.logBatch(runId, { metrics: [{ key: 'nan', value: Number.NaN, step: 0, timestamp: 0 }] })
    expect((await remote.runs.metricHistory(runId, 'loss')).items).toEqual(metrics)
    const filter: Filter<RunField> = {
      operator: 'AND',
      of: [equal({ kind: 'tag', key: 'kind' }, "it's"), equal({ kind: 'param', key: 'depth' }, '3')],
    }
    const [run] = await everyItem((page) => remote.runs.searchRuns({ filter, ...page }))
    expect(run).toMatchObject({ runId, runName: 'one', metrics: { nan: { value: Number.NaN }, loss: { step: 899 } } })
    const or = {
      operator: 'OR',
      of: [equal(attribute('run_name'), 'one'), equal(attribute('run_name'), 'two')],
    } as const
    await expect(remote.runs.searchRuns({ filter: or })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
      message: /OR/,
    })
    await expect(remote.runs.logBatch(runId, { params: { depth: '4' } })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
    })
    await remote.runs.setRunLifecycle(runId, 'deleted')
    expect((await remote.runs.searchRuns({ experimentIds: [experimentId] })).items).toEqual([])
    await expect(remote.runs.getRun('0'.repeat(32))).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
  })

  it('artifacts: streams, ranges, folders, once', async () => {
    const textOf = async (key: string, range?: { start: number; end?: number }) =>
      Buffer.concat(await Array.fromAsync(remote.blobs.get(key, range))).toString()
    await remote.blobs.put('p/a b/ü.txt', bytes('0123456789'))
    await remote.blobs.put('p/c', bytes('x'))
    expect([await textOf('p/a b/ü.txt'), await textOf('p/a b/ü.txt', { start: 3, end: 5 })]).toEqual([
      '0123456789',
      '34',
    ])
    expect(await remote.blobs.list('p')).toEqual([
      { key: 'p/a b/ü.txt', size: 10 },
      { key: 'p/c', size: 1 },
    ])
    await expect(remote.blobs.put('p/c', bytes('y'))).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
    await remote.blobs.put('p/c', bytes('z'), { replace: true })
    expect(await textOf('p/c')).toBe('z')
    await remote.blobs.delete('p/a b')
    await remote.blobs.delete('p/none')
    expect(await remote.blobs.listFolder('p')).toEqual({ folders: [], blobs: [{ key: 'p/c', size: 1 }] })
    await expect(textOf('p/none')).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' })
  })

  it('logged models are made, ended and found', async () => {
    const made = await remote.loggedModels.create({ experimentId: '0', name: 'm', tags: { a: 'b' } })
    expect(await remote.loggedModels.finalize(made.modelId, 'READY')).toMatchObject({ status: 'READY', name: 'm' })
    await remote.loggedModels.setTags(made.modelId, { c: 'd' })
    const found = await remote.loggedModels.search({ experimentIds: ['0'], filter: equal(attribute('name'), 'm') })
    expect(found.items).toMatchObject([{ modelId: made.modelId, tags: { a: 'b', c: 'd' } }])
  })

  it('a promotion says over whom; another champion refuses it', async () => {
    const { runId, artifactUri } = await remote.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 5 })
    const add = () => remote.ledger.register({ name: 'other', source: `${artifactUri}/model`, digest: 'd', runId })
    await add()
    await add()
    await remote.ledger.promote('other', 1, { by: 'ada' }, null)
    await expect(remote.ledger.promote('other', 2, { by: 'ada' }, null)).rejects.toMatchObject({
      code: 'CHAMPION_CHANGED',
    })
    const revision = await remote.ledger.revision('other')
    await remote.ledger.promote('other', 2, { by: 'ada' }, 1)
    expect(await remote.ledger.revision('other')).not.toBe(revision)
    expect((await remote.models.getVersion('other', 1)).stage).toBe('Archived')
  })
})
