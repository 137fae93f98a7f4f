// What every adapter of RunStore must do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppErrorCode } from '../../src/core/index.ts'
import { attribute, equal, type Metric, type RunLiveness, type RunStore } from '../../src/track/index.ts'

export interface OpenRunStore {
  readonly runs: RunStore
  readonly liveness: RunLiveness
  close(): Promise<void>
}

const refusal = (code: AppErrorCode, text: string | RegExp = '') =>
  expect.objectContaining({ code, message: expect.stringMatching(text) })
const metric = (key: string, value: number, step = 0, timestamp = 0): Metric => ({ key, value, step, timestamp })

/** @param open a new, empty store whose clock says `now` */
export function describeRunStore(name: string, open: (now: number) => Promise<OpenRunStore>): void {
  const NOW = 1_700_000_000_000
  let store: OpenRunStore
  let runs: RunStore

  const start = async (startTime = 0): Promise<string> =>
    (await runs.createRun({ experimentId: '0', userId: 'ada', startTime })).runId

  const idsOf = async (query: Parameters<RunStore['searchRuns']>[0]) =>
    (await runs.searchRuns(query)).items.map((run) => run.runId).sort()

  describe(`run store: ${name}`, () => {
    beforeEach(async () => {
      store = await open(NOW)
      runs = store.runs
    })
    afterEach(() => store.close())

    test('has the Default experiment 0', async () => {
      expect(await runs.getExperiment('0')).toMatchObject({ name: 'Default', lifecycleStage: 'active' })
    })

    test('numbers experiments, finds them by name and keeps their tags', async () => {
      const made = await runs.createExperiment('churn', { tags: { team: 'crm' } })
      expect(made).toMatchObject({ experimentId: '1', artifactLocation: '1', creationTime: NOW, tags: { team: 'crm' } })
      expect(await runs.findExperiment('churn')).toEqual(made)
      expect(await runs.findExperiment('absent')).toBeUndefined()
      expect((await runs.searchExperiments()).items.map((experiment) => experiment.name).sort()).toEqual([
        'Default',
        'churn',
      ])
    })

    test('refuses a second experiment of a name, and names that are empty or too long', async () => {
      await runs.createExperiment('churn')
      await expect(runs.createExperiment('churn')).rejects.toEqual(refusal('RESOURCE_ALREADY_EXISTS'))
      for (const bad of ['', ' ', 'x'.repeat(501)]) {
        await expect(runs.createExperiment(bad)).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
      expect((await runs.createExperiment('next')).experimentId).toBe('2')
    })

    test('keeps artifacts below the root, wherever the experiment puts them', async () => {
      const { experimentId } = await runs.createExperiment('a', { artifactLocation: 'team/a' })
      const run = await runs.createRun({ experimentId, userId: 'ada', startTime: 0 })
      expect(run.artifactUri).toBe(`team/a/${run.runId}/artifacts`)
      for (const artifactLocation of ['../x', '/etc', 'file:///etc']) {
        await expect(runs.createExperiment('b', { artifactLocation })).rejects.toEqual(refusal('NAME_INVALID'))
      }
    })

    test.each(['7', '-1', '', 'x', '1e3', '99999999999999999999'])('has no experiment %j', async (id) => {
      await expect(runs.getExperiment(id)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      const run = { experimentId: id, userId: 'ada', startTime: 0 }
      await expect(runs.createRun(run)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
    })

    test('starts a run with an id, a generated name and its tag', async () => {
      const run = await runs.createRun({ experimentId: '0', userId: 'ada', startTime: 5, tags: { a: 'b' } })
      expect(run).toMatchObject({
        status: 'RUNNING',
        startTime: 5,
        endTime: null,
        userId: 'ada',
        lifecycleStage: 'active',
      })
      expect(run.runId).toMatch(/^[0-9a-f]{32}$/)
      expect(run.runName).toMatch(/^[a-z]+-[a-z]+-\d{1,3}$/)
      expect(run.tags).toEqual({ a: 'b', 'mlflow.runName': run.runName })
      expect(run.artifactUri).toBe(`0/${run.runId}/artifacts`)
      expect(await runs.getRun(run.runId)).toEqual(run)
    })

    test('takes the name from the argument or the tag, and refuses two different ones', async () => {
      const base = { experimentId: '0', userId: 'ada', startTime: 0 }
      const tags = { 'mlflow.runName': 'by tag' }
      expect((await runs.createRun({ ...base, runName: 'by name' })).tags).toEqual({ 'mlflow.runName': 'by name' })
      expect((await runs.createRun({ ...base, tags })).runName).toBe('by tag')
      await expect(runs.createRun({ ...base, tags, runName: 'other' })).rejects.toEqual(
        refusal('INVALID_PARAMETER_VALUE', /two names/),
      )
    })

    test('ends, reopens and renames a run', async () => {
      const id = await start()
      expect(await runs.updateRun(id, { status: 'FINISHED' })).toMatchObject({ status: 'FINISHED', endTime: NOW })
      expect(await runs.updateRun(id, { status: 'FINISHED', endTime: 9 })).toMatchObject({ endTime: 9 })
      expect(await runs.updateRun(id, { status: 'FINISHED' })).toMatchObject({ endTime: 9 })
      expect(await runs.updateRun(id, { status: 'RUNNING' })).toMatchObject({ status: 'RUNNING', endTime: null })
      const renamed = await runs.updateRun(id, { runName: 'new' })
      expect(renamed).toMatchObject({ runName: 'new', tags: { 'mlflow.runName': 'new' } })
      await runs.logBatch(id, { tags: { 'mlflow.runName': 'newer' } })
      expect((await runs.getRun(id)).runName).toBe('newer')
    })

    test('refuses every write to a deleted run until it is restored', async () => {
      const id = await start()
      await runs.setRunLifecycle(id, 'deleted')
      const refused = refusal('INVALID_PARAMETER_VALUE', /must be in the 'active' state/)
      await expect(runs.logBatch(id, { tags: { a: 'b' } })).rejects.toEqual(refused)
      await expect(runs.updateRun(id, { status: 'FINISHED' })).rejects.toEqual(refused)
      await expect(runs.logInputs(id, [])).rejects.toEqual(refused)
      await expect(runs.deleteTag(id, 'mlflow.runName')).rejects.toEqual(refused)
      await runs.setRunLifecycle(id, 'active')
      await runs.logBatch(id, { tags: { a: 'b' } })
      expect((await runs.getRun(id)).tags.a).toBe('b')
    })

    test('an experiment is renamed, tagged, deleted and restored with its runs', async () => {
      const { experimentId } = await runs.createExperiment('first', { tags: { a: '1' } })
      await runs.createExperiment('other')
      const { runId } = await runs.createRun({ experimentId, userId: 'ada', startTime: 1 })
      await runs.renameExperiment(experimentId, 'second')
      await runs.renameExperiment(experimentId, 'second')
      await runs.setExperimentTag(experimentId, 'b', '2')
      await runs.setExperimentTag(experimentId, 'b', '3')
      await runs.deleteExperimentTag(experimentId, 'a')
      expect(await runs.getExperiment(experimentId)).toMatchObject({ name: 'second', tags: { b: '3' } })
      await expect(runs.renameExperiment(experimentId, 'other')).rejects.toMatchObject({
        code: 'RESOURCE_ALREADY_EXISTS',
      })
      const absent = { code: 'RESOURCE_DOES_NOT_EXIST' }
      await expect(runs.deleteExperimentTag(experimentId, 'a')).rejects.toMatchObject(absent)
      await runs.setExperimentLifecycle(experimentId, 'deleted')
      expect((await runs.getRun(runId)).lifecycleStage).toBe('deleted')
      const refused = { code: 'INVALID_PARAMETER_VALUE' }
      await expect(runs.renameExperiment(experimentId, 'third')).rejects.toMatchObject(refused)
      await expect(runs.setExperimentTag(experimentId, 'c', '1')).rejects.toMatchObject(refused)
      await expect(runs.setExperimentLifecycle(experimentId, 'deleted')).rejects.toMatchObject(refused)
      await runs.setExperimentLifecycle(experimentId, 'active')
      expect((await runs.getRun(runId)).lifecycleStage).toBe('active')
      await expect(runs.setExperimentLifecycle('99', 'deleted')).rejects.toMatchObject(absent)
    })

    test('says which data sets an experiment has read, each once', async () => {
      const { experimentId } = await runs.createExperiment('data')
      const dataset = {
        name: 'd',
        digest: '1',
        sourceType: 'local',
        source: 's',
        tags: { 'mlflow.data.context': 'train' },
      }
      for (let i = 0; i < 2; i++) {
        const { runId } = await runs.createRun({ experimentId, userId: 'ada', startTime: 1 })
        await runs.logInputs(runId, [dataset, { ...dataset, digest: '2', tags: {} }])
      }
      expect(await runs.datasetsOf([experimentId, '0'])).toEqual([
        { experimentId, name: 'd', digest: '1', context: 'train' },
        { experimentId, name: 'd', digest: '2', context: null },
      ])
      expect(await runs.datasetsOf([])).toEqual([])
    })

    test('keeps params for ever: the same value again is fine, another one is not', async () => {
      const id = await start()
      await runs.logBatch(id, { params: { depth: '8' } })
      await runs.logBatch(id, { params: { depth: '8', trees: '200' } })
      await expect(runs.logBatch(id, { params: { depth: '9' } })).rejects.toEqual(
        refusal('INVALID_PARAMETER_VALUE', /Changing param values is not allowed/),
      )
      expect((await runs.getRun(id)).params).toEqual({ depth: '8', trees: '200' })
    })

    test('writes all of a batch or nothing', async () => {
      const id = await start()
      await runs.logBatch(id, { params: { a: '1' } })
      const bad = { params: { a: '2' }, tags: { t: 'x' }, metrics: [metric('m', 1)] }
      await expect(runs.logBatch(id, bad)).rejects.toThrow()
      const invalid = { tags: { t: 'x' }, metrics: [metric('m', 1), metric('m', 1, 0, -1)] }
      await expect(runs.logBatch(id, invalid)).rejects.toEqual(
        refusal('INVALID_PARAMETER_VALUE', /^metrics\[1\]\.timestamp/),
      )
      const run = await runs.getRun(id)
      expect([run.tags.t, run.metrics]).toEqual([undefined, {}])
    })

    test('knows the latest metric by step, then time, then value', async () => {
      const id = await start()
      await runs.logBatch(id, { metrics: [metric('m', 5, 2, 10), metric('m', 9, 1, 99)] })
      await runs.logBatch(id, { metrics: [metric('m', 7, 2, 9), metric('n', -1)] })
      expect((await runs.getRun(id)).metrics).toEqual({ m: metric('m', 5, 2, 10), n: metric('n', -1) })
      await runs.logBatch(id, { metrics: [metric('m', 6, 2, 10), metric('m', 4, 2, 10)] })
      expect((await runs.getRun(id)).metrics.m).toEqual(metric('m', 6, 2, 10))
      await runs.logBatch(id, { metrics: [metric('m', 0, 2, 11)] })
      expect((await runs.getRun(id)).metrics.m).toEqual(metric('m', 0, 2, 11))
    })

    test('keeps the history in order of time, step and value, identical rows once', async () => {
      const id = await start()
      const rows = [metric('m', 3, 1, 20), metric('m', 1, 5, 10), metric('m', 1, 2, 10), metric('m', 0, 2, 10)]
      await runs.logBatch(id, { metrics: [...rows, metric('m', 3, 1, 20), metric('other', 1)] })
      await runs.logBatch(id, { metrics: rows })
      expect((await runs.metricHistory(id, 'm')).items).toEqual([rows[3], rows[2], rows[1], rows[0]])
      expect((await runs.metricHistory(id, 'absent')).items).toEqual([])
    })

    test('keeps NaN, and infinities as the largest double', async () => {
      const id = await start()
      const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -0]
      await runs.logBatch(id, { metrics: values.map((value, i) => metric(`m${i}`, value)) })
      const { metrics } = await runs.getRun(id)
      expect(values.map((_, i) => metrics[`m${i}`]?.value)).toEqual([
        Number.NaN,
        Number.MAX_VALUE,
        -Number.MAX_VALUE,
        5e-324,
        0,
      ])
      await runs.logBatch(id, { metrics: [metric('m0', 2, 0, 0), metric('m3', Number.NaN, 1)] })
      const later = (await runs.getRun(id)).metrics
      expect([later.m0?.value, later.m3?.value]).toEqual([2, Number.NaN])
      expect((await runs.metricHistory(id, 'm0')).items).toEqual([metric('m0', Number.NaN), metric('m0', 2)])
    })

    test('takes steps and times as far as integers are exact', async () => {
      const id = await start()
      const far = metric('m', 1, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
      await runs.logBatch(id, { metrics: [far] })
      expect((await runs.metricHistory(id, 'm')).items).toEqual([far])
    })

    test('takes a thousand metrics at once and refuses one more', async () => {
      const id = await start()
      const many = Array.from({ length: 1000 }, (_, i) => metric(`m${i % 300}`, i, i))
      await runs.logBatch(id, { metrics: many })
      expect(Object.keys((await runs.getRun(id)).metrics)).toHaveLength(300)
      await expect(runs.logBatch(id, { metrics: [...many, metric('m', 0)] })).rejects.toEqual(
        refusal('INVALID_PARAMETER_VALUE', /1001 metrics/),
      )
    })

    test('cuts long values, refuses long keys', async () => {
      const id = await start()
      await runs.logBatch(id, { params: { p: 'x'.repeat(6001) }, tags: { t: 'y'.repeat(8001) } })
      await runs.logBatch(id, { params: { p: 'x'.repeat(6500) } })
      const run = await runs.getRun(id)
      expect([run.params.p?.length, run.tags.t?.length]).toEqual([6000, 8000])
      for (const key of ['k'.repeat(251), '../x', 'a//b', '', 'a;b']) {
        await expect(runs.logBatch(id, { tags: { [key]: '' } })).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
    })

    test('sets and deletes tags', async () => {
      const id = await start()
      await runs.logBatch(id, { tags: { a: '1', __proto__x: '2' } })
      await runs.logBatch(id, { tags: { a: '3' } })
      expect((await runs.getRun(id)).tags.a).toBe('3')
      await runs.deleteTag(id, 'a')
      expect((await runs.getRun(id)).tags.a).toBeUndefined()
      await expect(runs.deleteTag(id, 'a')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
    })

    test('keeps the data a run has read, once each and in order', async () => {
      const id = await start()
      const train = {
        name: 'train.csv',
        digest: 'd1',
        sourceType: 'local',
        source: 'train.csv',
        tags: { context: 'train' },
      }
      const validation = { ...train, name: 'a-test.csv', schema: '{}', profile: '{"rows":2}', tags: {} }
      await runs.logInputs(id, [train, validation])
      await runs.logInputs(id, [train])
      expect((await runs.getRun(id)).inputs).toEqual([train, validation])
      const other = await start()
      await runs.logInputs(other, [validation])
      expect((await runs.getRun(other)).inputs).toEqual([validation])
      await expect(runs.logInputs(id, [{ ...train, digest: '' }])).rejects.toEqual(
        refusal('INVALID_PARAMETER_VALUE', /datasets\[0\]\.digest/),
      )
    })

    test('pages through runs, newest first, each once, whatever starts meanwhile', async () => {
      const ids: string[] = []
      for (const startTime of [1, 2, 2, 2, 3]) ids.push(await start(startTime))
      const seen: { startTime: number; runId: string }[] = []
      let pageToken: string | null = null
      do {
        const page = await runs.searchRuns({ maxResults: 2, ...(pageToken !== null && { pageToken }) })
        expect(page.items.length).toBeLessThanOrEqual(2)
        seen.push(...page.items)
        pageToken = page.nextPageToken
        await start(100)
      } while (pageToken !== null)
      expect(new Set(seen.map((run) => run.runId))).toEqual(new Set(ids))
      const order = seen.map(({ startTime, runId }) => `${9 - startTime} ${runId}`)
      expect(order).toEqual(order.toSorted())
    })

    test('searches by experiment, status and lifecycle', async () => {
      const { experimentId } = await runs.createExperiment('other')
      const done = await start()
      await runs.updateRun(done, { status: 'FINISHED' })
      const gone = await start()
      await runs.setRunLifecycle(gone, 'deleted')
      const there = (await runs.createRun({ experimentId, userId: 'ada', startTime: 0 })).runId
      expect(await idsOf({})).toEqual([done, there].sort())
      expect(await idsOf({ view: 'deleted' })).toEqual([gone])
      expect(await idsOf({ view: 'all' })).toEqual([done, gone, there].sort())
      expect(await idsOf({ experimentIds: [experimentId] })).toEqual([there])
      expect(await idsOf({ experimentIds: [] })).toEqual([])
      expect(await idsOf({ filter: equal(attribute('status'), 'FINISHED') })).toEqual([done])
    })

    test.each(['x', 'W10', Buffer.from('["a",1]').toString('base64url')])(
      'refuses the page token %j',
      async (pageToken) => {
        await expect(runs.searchRuns({ pageToken })).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE', /page token/))
      },
    )

    test('refuses a page of no or too many runs', async () => {
      for (const maxResults of [0, -1, 1.5, 50_001]) {
        await expect(runs.searchRuns({ maxResults })).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
    })

    test('says that a run does not exist', async () => {
      const missing = 'f'.repeat(32)
      const refused = refusal('RESOURCE_DOES_NOT_EXIST')
      await expect(runs.getRun(missing)).rejects.toEqual(refused)
      await expect(runs.logBatch(missing, {})).rejects.toEqual(refused)
      await expect(runs.updateRun(missing, {})).rejects.toEqual(refused)
      await expect(runs.setRunLifecycle(missing, 'deleted')).rejects.toEqual(refused)
      await expect(runs.metricHistory(missing, 'm')).rejects.toEqual(refused)
    })

    test('does not lose the run of a living process', async () => {
      const id = await start()
      expect(await store.liveness.markLostRuns()).toEqual([])
      expect((await runs.getRun(id)).status).toBe('RUNNING')
    })

    test('takes writes at once from one process', async () => {
      const id = await start()
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          runs.logBatch(id, { metrics: [metric('m', i, i)], tags: { [`t${i}`]: '' } }),
        ),
      )
      expect((await runs.metricHistory(id, 'm')).items).toHaveLength(50)
      expect((await runs.getRun(id)).metrics.m?.step).toBe(49)
    })
  })
}
