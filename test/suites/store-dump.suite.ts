// What every engine's dump must do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChampionLedger, ModelStore } from '../../src/registry/index.ts'
import type { RunStore } from '../../src/track/index.ts'
import type { DumpedRows, StoreDump } from '../../src/workflows/ports/index.ts'

export interface OpenDumpStore {
  readonly runs: RunStore
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  readonly dump: StoreDump
  close(): Promise<void>
}

async function pagesOf(dump: StoreDump): Promise<DumpedRows[]> {
  return Array.fromAsync(await dump.read())
}

async function* from(pages: readonly DumpedRows[]): AsyncGenerator<DumpedRows> {
  yield* pages
}

/** @param open a new, empty store */
export function describeStoreDump(name: string, open: () => Promise<OpenDumpStore>): void {
  let a: OpenDumpStore
  let b: OpenDumpStore

  const runIn = ({ runs }: OpenDumpStore) => runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })

  describe(`store dump: ${name}`, () => {
    beforeEach(async () => {
      a = await open()
      b = await open()
    })
    afterEach(async () => {
      await a.close()
      await b.close()
    })

    test('what is loaded is what was read, and goes on from there', async () => {
      const experiment = await a.runs.createExperiment('ä', { tags: { t: "it's" } })
      const run = await a.runs.createRun({ experimentId: experiment.experimentId, userId: 'ada', startTime: 5 })
      const metrics = Array.from({ length: 1000 }, (_, step) => ({ key: 'm', value: step / 3, step, timestamp: step }))
      for (let i = 0; i < 3; i++) {
        await a.runs.logBatch(run.runId, { metrics: metrics.map((m) => ({ ...m, timestamp: m.timestamp + i })) })
      }
      await a.runs.logBatch(run.runId, {
        params: { p: 'x' },
        metrics: [Number.NaN, Infinity, -1e-300].map((value, step) => ({ key: 'odd', value, step, timestamp: 0 })),
      })
      for (let i = 0; i < 2; i++) await a.ledger.register({ name: 'churn', source: '0/r/m', digest: 'd' })
      await a.ledger.promote('churn', 1, { by: 'ada', reason: 'first' })
      await a.models.deleteVersion('churn', 2, { by: 'ada' })

      const pages = await pagesOf(a.dump)
      await b.dump.load(() => from(pages))
      expect(await pagesOf(b.dump)).toEqual(pages)
      expect(await b.runs.getRun(run.runId)).toEqual(await a.runs.getRun(run.runId))
      expect(await b.ledger.history('churn')).toEqual(await a.ledger.history('churn'))
      expect((await b.ledger.register({ name: 'churn', source: '0/r/m', digest: 'd' })).version).toBe(3)
      expect((await b.runs.createExperiment('next')).experimentId).toBe(String(Number(experiment.experimentId) + 1))
    })

    test('reads one moment, whatever is written meanwhile', async () => {
      for (let i = 0; i < 3; i++) await runIn(a)
      const rows = await a.dump.read()
      const writing = runIn(a)
      const tables = await Array.fromAsync(rows)
      await writing
      const count = (table: string) => tables.filter((page) => page.table === table).flatMap((page) => page.rows).length
      expect([count('runs'), count('tags')]).toEqual([3, 3])
    })

    test('a reader that stops leaves the store as it was', async () => {
      await runIn(a)
      for await (const page of await a.dump.read()) {
        expect(page.rows.length).toBeGreaterThan(0)
        break
      }
      await runIn(a)
      expect((await a.runs.searchRuns({})).items).toHaveLength(2)
    })

    test('a store that holds something takes no rows', async () => {
      await b.dump.requireUnused()
      await b.models.createModel('mine')
      const used = { code: 'RESOURCE_ALREADY_EXISTS' }
      await expect(b.dump.requireUnused()).rejects.toMatchObject(used)
      const pages = await pagesOf(a.dump)
      await expect(b.dump.load(() => from(pages))).rejects.toMatchObject(used)
      expect((await b.models.searchModels()).items.map((model) => model.name)).toEqual(['mine'])
    })

    test.each([
      ['a table that is not there', { table: 'sqlite_schema', rows: [{ a: 1 }] }],
      ['a table named as what objects have', { table: 'constructor', rows: [{ a: 1 }] }],
      ['a column that is not there', { table: 'counters', rows: [{ name: 'x', nonsense: 1 }] }],
      [
        'a row that is there twice',
        {
          table: 'counters',
          rows: [
            { name: 'run', value: 1 },
            { name: 'run', value: 2 },
          ],
        },
      ],
    ])('%s is refused, and nothing of it stays', async (_, page) => {
      await runIn(a)
      const pages = await pagesOf(a.dump)
      await expect(b.dump.load(() => from([...pages, page]))).rejects.toMatchObject({ code: 'STORE_INVALID' })
      expect((await b.runs.searchRuns({})).items).toEqual([])
      await b.dump.load(() => from(pages))
      expect((await b.runs.searchRuns({})).items).toHaveLength(1)
    })
  })
}
