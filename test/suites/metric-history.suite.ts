// What every adapter of RunStore must tell of a metric's points.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunStore } from '../../src/track/index.ts'
import type { OpenRunStore } from './run-store.suite.ts'

/** @param open a new, empty store whose clock says `now` */
export function describeMetricHistory(name: string, open: (now: number) => Promise<OpenRunStore>): void {
  let store: OpenRunStore
  let runs: RunStore

  describe(`metric history: ${name}`, () => {
    beforeEach(async () => {
      store = await open(7)
      runs = store.runs
    })
    afterEach(() => store.close())

    test('a history is read by pages, in its order', async () => {
      const { runId } = await runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
      const metrics = [5, 3, 1, 4, 2].map((n) => ({ key: 'm', value: n, step: n, timestamp: n >> 1 }))
      await runs.logBatch(runId, { metrics: [...metrics, { key: 'm', value: Number.NaN, step: 1, timestamp: 0 }] })
      const seen: number[] = []
      for (let pageToken: string | undefined; ; ) {
        const page = await runs.metricHistory(runId, 'm', { maxResults: 2, pageToken })
        seen.push(...page.items.map(({ value }) => value))
        if (page.nextPageToken === null) break
        pageToken = page.nextPageToken
      }
      expect(seen).toEqual([Number.NaN, 1, 2, 3, 4, 5])
    })

    test('a history of several runs is sampled by steps, each with its first and last', async () => {
      const ids: string[] = []
      for (const length of [100, 7]) {
        const { runId } = await runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
        ids.push(runId)
        await runs.logBatch(runId, {
          metrics: Array.from({ length }, (_, step) => ({ key: 'm', value: step, step, timestamp: 1000 - step })),
        })
      }
      const stepsOf = async (most: number, steps?: { first: number; last: number }) =>
        (await runs.sampleHistory({ runIds: ids, key: 'm', most, steps })).map(({ metrics }) =>
          metrics.map((m) => m.step),
        )
      expect(await stepsOf(4)).toEqual([
        [0, 6, 33, 66, 99],
        [0, 6],
      ])
      expect(await stepsOf(1000, { first: 5, last: 8 })).toEqual([
        [5, 6, 7, 8],
        [5, 6],
      ])
      expect(await runs.sampleHistory({ runIds: ids.slice(1), key: 'none', most: 5 })).toEqual([
        { runId: ids[1], metrics: [] },
      ])
    })
  })
}
