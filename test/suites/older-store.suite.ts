// What every engine must make of a store of schema 2, the one that version 0.1.0 wrote.
import { describe, expect, test } from 'vitest'
import type { ChampionLedger, ModelStore } from '../../src/registry/index.ts'
import { parseFilter, RUN_NAMES, type RunStore } from '../../src/track/index.ts'

export interface BroughtForward {
  readonly runs: RunStore
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  close(): Promise<void>
}

/** In the words of both engines. */
const ROWS = [
  `insert into experiments values (1, 'churn', '1', 'active', 1, 1)`,
  `insert into runs values ('a', 1, 'swift-owl', 'ada', 'FINISHED', 1, 2, '1/a/artifacts', 'active', null, null, null)`,
  `insert into runs values ('b', 1, 'slow-cat', 'ada', 'FAILED', 3, 4, '1/b/artifacts', 'deleted', null, null, null)`,
  `insert into params values ('a', 'depth', '3')`,
  `insert into tags values ('a', 'mlflow.runName', 'swift-owl')`,
  // The last one is NaN, which is neither least nor greatest.
  `insert into metrics values ('a', 'auc', 10, 1, 0.5, 0), ('a', 'auc', 20, 2, 0.9, 0), ('a', 'auc', 30, 3, 0, 1)`,
  `insert into latest_metrics values ('a', 'auc', 30, 3, 0, 1)`,
  `insert into registered_models values ('churn', null, 1, 1, 1, 1)`,
  `insert into model_versions values ('churn', 1, 1, 1, 'Production', null, '1/a/artifacts/model', 'a', 'd')`,
  `insert into aliases values ('churn', 'champion', 1)`,
  `insert into transitions values (1, 'churn', 1, 'alias', 'alias:champion', 'promote', null, '1', 5, 'ada', 'old', null)`,
  `update counters set value = 1`,
]

/** @param open a new store of schema 2 that these statements filled, brought forward */
export function describeOlderStore(name: string, open: (rows: readonly string[]) => Promise<BroughtForward>): void {
  describe(`a store of schema 2: ${name}`, () => {
    test('keeps what it holds, answers what it could not, and goes on', async () => {
      const { runs, models, ledger, close } = await open(ROWS)
      const idsBy = async (text: string, view: 'active' | 'deleted' = 'active') =>
        (await runs.searchRuns({ filter: parseFilter(text, RUN_NAMES), view })).items.map(({ runId }) => runId)
      expect(await runs.getRun('a')).toMatchObject({ runName: 'swift-owl', params: { depth: '3' }, inputs: [] })
      const history = (await runs.metricHistory('a', 'auc')).items
      expect(history.map(({ step, value }) => [step, value])).toEqual([
        [1, 0.5],
        [2, 0.9],
        [3, Number.NaN],
      ])
      expect(await idsBy('metrics.auc.max = 0.9 and metrics.auc.min_step = 1')).toEqual(['a'])
      expect(await idsBy(`attributes.status = 'FAILED'`, 'deleted')).toEqual(['b'])
      expect(await models.getVersion('churn', 1)).toMatchObject({ stage: 'Production', runId: 'a', digest: 'd' })
      expect(await ledger.history('churn')).toMatchObject([{ id: 1, reason: 'old', verdict: null }])

      await runs.logBatch('a', { metrics: [{ key: 'auc', value: 0.95, step: 4, timestamp: 40 }] })
      expect(await idsBy('metrics.auc.max = 0.95 and metrics.auc.max_step = 4')).toEqual(['a'])
      const next = await ledger.register({ name: 'churn', source: '1/a/artifacts/model', digest: 'e', runId: 'a' })
      expect(next.version).toBe(2)
      await ledger.promote('churn', 2, { by: 'bob' }, 1)
      expect((await runs.createExperiment('next')).experimentId).toBe('2')
      await close()
    })
  })
}
