// What every adapter of LoggedModelStore must do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LoggedModelStore, RunStore } from '../../src/track/index.ts'
import { attribute } from '../../src/track/index.ts'

export interface OpenLoggedModels {
  readonly runs: RunStore
  readonly loggedModels: LoggedModelStore
  close(): Promise<void>
}

/** @param open a new, empty store whose clock stands at `now` */
export function describeLoggedModelStore(name: string, open: (now: number) => Promise<OpenLoggedModels>): void {
  let store: OpenLoggedModels
  let models: LoggedModelStore
  const missing = expect.objectContaining({ code: 'RESOURCE_DOES_NOT_EXIST' })
  const invalid = expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' })
  const absent = `m-${'0'.repeat(32)}`
  const newRun = () => store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })

  describe(`logged model store: ${name}`, () => {
    beforeEach(async () => {
      store = await open(7)
      models = store.loggedModels
    })
    afterEach(() => store.close())

    test('makes a model that is pending, and ends it', async () => {
      const made = await models.create({
        experimentId: '0',
        name: 'iris',
        modelType: 'classifier',
        sourceRunId: 'r',
        params: { p: '1' },
        tags: { t: 'v' },
      })
      expect(made).toEqual({
        modelId: expect.stringMatching(/^m-[0-9a-f]{32}$/),
        experimentId: '0',
        name: 'iris',
        artifactUri: `0/models/${made.modelId}/artifacts`,
        status: 'PENDING',
        creationTime: 7,
        lastUpdatedTime: 7,
        modelType: 'classifier',
        sourceRunId: 'r',
        params: { p: '1' },
        tags: { t: 'v' },
        metrics: [],
      })
      expect(await models.finalize(made.modelId, 'READY')).toEqual({ ...made, status: 'READY' })
      expect((await models.create({ experimentId: '0' })).name).toMatch(/^\w+-\w+-\d+$/)
    })

    test('keeps tags that change and params that do not', async () => {
      const { modelId } = await models.create({ experimentId: '0' })
      await models.setTags(modelId, { a: '1', b: '2' })
      await models.setTags(modelId, { a: '3' })
      await models.deleteTag(modelId, 'b')
      await models.logParams(modelId, { p: 'x' })
      await models.logParams(modelId, { p: 'x', q: 'y' })
      await expect(models.logParams(modelId, { p: 'z', r: '1' })).rejects.toEqual(invalid)
      expect(await models.get(modelId)).toMatchObject({ tags: { a: '3' }, params: { p: 'x', q: 'y' } })
      await expect(models.deleteTag(modelId, 'b')).rejects.toEqual(missing)
    })

    test('keeps what a run measures of it, beside the metrics of the run', async () => {
      const { modelId } = await models.create({ experimentId: '0' })
      const { runId } = await newRun()
      const auc = { key: 'auc', value: 0.9, timestamp: 5, step: 1 }
      await store.runs.logBatch(runId, {
        metrics: [auc],
        modelMetrics: [{ ...auc, modelId, datasetName: 'test', datasetDigest: 'd' }],
      })
      const nan = { key: 'nan', value: Number.NaN, timestamp: 5, step: 1 }
      await store.runs.logBatch(runId, { metrics: [nan], modelMetrics: [{ ...nan, modelId }] })
      expect((await models.get(modelId)).metrics).toEqual([
        { ...auc, runId, modelId, datasetName: 'test', datasetDigest: 'd' },
        { ...nan, runId, modelId, datasetName: undefined, datasetDigest: undefined },
      ])
      expect(Object.keys((await store.runs.getRun(runId)).metrics)).toEqual(['auc', 'nan'])
      const lost = { metrics: [{ ...auc, step: 2 }], modelMetrics: [{ ...auc, modelId: absent }] }
      await expect(store.runs.logBatch(runId, lost)).rejects.toEqual(missing)
      expect((await store.runs.metricHistory(runId, 'auc')).items).toEqual([auc])
    })

    test('a run knows which models it has read and made', async () => {
      const { runId } = await newRun()
      await store.runs.logModels(runId, { inputs: ['m-a'], outputs: [{ modelId: 'm-b', step: 3 }] })
      await store.runs.logModels(runId, { outputs: [{ modelId: 'm-b', step: 3 }] })
      expect(await store.runs.getRun(runId)).toMatchObject({
        modelInputs: ['m-a'],
        modelOutputs: [{ modelId: 'm-b', step: 3 }],
      })
    })

    test('a deleted one is found only where that is asked for', async () => {
      const { modelId } = await models.create({ experimentId: '0' })
      await models.delete(modelId)
      await expect(models.get(modelId)).rejects.toEqual(missing)
      expect((await models.get(modelId, { allowDeleted: true })).modelId).toBe(modelId)
      expect((await models.search({ experimentIds: ['0'] })).items).toEqual([])
      await expect(models.delete(modelId)).rejects.toEqual(missing)
      await expect(models.setTags(modelId, { a: '1' })).rejects.toEqual(missing)
      await expect(models.finalize(absent, 'READY')).rejects.toEqual(missing)
    })

    test('searches by what it has, a page at a time', async () => {
      const { runId } = await newRun()
      const ids: string[] = []
      for (const [i, value] of [0.5, 0.9, Number.NaN, undefined].entries()) {
        const { modelId } = await models.create({ experimentId: '0', name: `m${i}`, params: { p: String(i) } })
        ids.push(modelId)
        if (value === undefined) continue
        const metric = { key: 'auc', value, timestamp: 1, step: 1 }
        await store.runs.logBatch(runId, { modelMetrics: [{ ...metric, modelId }] })
      }
      const auc = { kind: 'metric', key: 'auc' } as const
      const names = async (search: Omit<Parameters<typeof models.search>[0], 'experimentIds'>) =>
        (await models.search({ experimentIds: ['0'], ...search })).items.map((model) => model.name)
      const best = { orderBy: [{ field: auc, ascending: false }] }
      expect(await names(best)).toEqual(['m1', 'm0', 'm2', 'm3'])
      expect(await names({ filter: { operator: '>', field: auc, value: 0.6 } })).toEqual(['m1'])
      expect(await names({ filter: { operator: '=', field: { kind: 'param', key: 'p' }, value: '2' } })).toEqual(['m2'])
      expect(await names({ filter: { operator: '=', field: attribute('name'), value: 'm3' } })).toEqual(['m3'])
      const first = await models.search({ experimentIds: ['0'], ...best, maxResults: 3 })
      const pageToken = first.nextPageToken!
      expect((await models.search({ experimentIds: ['0'], ...best, pageToken })).items.map((m) => m.name)).toEqual([
        'm3',
      ])
      expect((await models.search({ experimentIds: [] })).items).toEqual([])
    })

    test.each([{ name: 'a/b' }, { name: 'a:b' }, { experimentId: '99' }, { tags: { '../x': '1' } }])(
      'refuses %j',
      async (change) => {
        const code = expect.stringMatching(/INVALID_PARAMETER_VALUE|RESOURCE_DOES_NOT_EXIST/)
        await expect(models.create({ experimentId: '0', ...change })).rejects.toMatchObject({ code })
      },
    )
  })
}
