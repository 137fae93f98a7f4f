// What every adapter of RunStore must find: filters, orders, pages.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppErrorCode } from '../../src/core/index.ts'
import {
  attribute,
  equal,
  everyItem,
  type Filter,
  type Metric,
  type MetricRollup,
  type RunField,
  type RunStore,
  tagged,
} from '../../src/track/index.ts'
import type { OpenRunStore } from './run-store.suite.ts'

const refusal = (code: AppErrorCode, text: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(text) })
const metric = (key: string, value: number, step = 0, timestamp = 0): Metric => ({ key, value, step, timestamp })

const param = (key: string) => ({ kind: 'param', key }) as const
const tag = (key: string) => ({ kind: 'tag', key }) as const
const auc = (of: MetricRollup = 'latest') => ({ kind: 'metric', key: 'auc', of }) as const
const data = (name: 'name' | 'digest' | 'context') => ({ kind: 'dataset', name }) as const

/** A filter, and which of the three runs below it finds. */
const CASES: readonly (readonly [string, Filter<RunField>, string])[] = [
  ['=', equal(param('model'), 'forest'), 'a'],
  ['= on a tag, whatever its key', equal(tag('a b:c'), '100%'), 'a'],
  ['!=, not of what is missing', { operator: '!=', field: tag('team'), value: 'crm' }, 'b'],
  ['> of a metric, its latest value', { operator: '>', field: auc(), value: 0.5 }, 'b'],
  ['>=', { operator: '>=', field: auc(), value: 0.5 }, 'a b'],
  [
    '< and <=',
    {
      operator: 'AND',
      of: [
        { operator: '<', field: auc(), value: 0.7 },
        { operator: '<=', field: auc(), value: 0.5 },
      ],
    },
    'a',
  ],
  ['the greatest value of a metric', { operator: '>', field: auc('max'), value: 0.8 }, 'a'],
  ['the least value of a metric', { operator: '<', field: auc('min'), value: 0.6 }, 'a'],
  ['LIKE, which knows case', { operator: 'LIKE', field: param('model'), value: 'l%' }, ''],
  ['LIKE, % and _', { operator: 'LIKE', field: param('model'), value: '_ore%' }, 'a'],
  ['LIKE, nothing but these', { operator: 'LIKE', field: param('model'), value: '*' }, ''],
  ['ILIKE', { operator: 'ILIKE', field: param('model'), value: 'L%' }, 'b'],
  ['ILIKE of a name', { operator: 'ILIKE', field: attribute('run_name'), value: '% RUN' }, 'a b'],
  ['IN', { operator: 'IN', field: tag('team'), values: ['crm', 'risk'] }, 'a b'],
  ['IN of nothing', { operator: 'IN', field: tag('team'), values: [] }, ''],
  ['NOT IN, not of what is missing', { operator: 'NOT IN', field: tag('team'), values: ['crm'] }, 'b'],
  ['NOT IN of nothing', { operator: 'NOT IN', field: tag('team'), values: [] }, 'a b'],
  ['IS NULL', { operator: 'IS NULL', field: param('depth') }, 'b none'],
  ['IS NOT NULL', { operator: 'IS NOT NULL', field: tag('team') }, 'a b'],
  [
    'OR within AND',
    {
      operator: 'AND',
      of: [
        { operator: 'OR', of: [equal(tag('team'), 'crm'), equal(tag('team'), 'risk')] },
        equal(param('model'), 'Linear'),
      ],
    },
    'b',
  ],
  ['NOT, not of what is missing', { operator: 'NOT', of: equal(tag('team'), 'crm') }, 'b'],
  [
    'NOT of a whole',
    { operator: 'NOT', of: { operator: 'AND', of: [equal(tag('team'), 'crm'), equal(param('model'), 'forest')] } },
    'b',
  ],
  ['NOT of any data set', { operator: 'NOT', of: equal(data('name'), 'train') }, 'b none'],
  ['many comparisons', { operator: 'OR', of: Array(500).fill(equal(tag('team'), 'crm')) }, 'a'],
  ['an empty AND', { operator: 'AND', of: [] }, 'a b none'],
  ['an empty OR', { operator: 'OR', of: [] }, ''],
  ['the name of a data set', equal(data('name'), 'train'), 'a'],
  ['the digest of a data set', { operator: 'IN', field: data('digest'), values: ['d1'] }, 'a b'],
  ['the context of a data set', equal(data('context'), 'training'), 'a'],
  ['SQL in a value, as text', equal(param('model'), "forest' or '1' = '1"), ''],
  ['SQL in a key, as text', equal(param("model') or ('1' = '1"), 'forest'), ''],
]

/** @param open a new, empty store whose clock says `now` */
export function describeRunSearch(name: string, open: (now: number) => Promise<OpenRunStore>): void {
  const NOW = 1_700_000_000_000
  let store: OpenRunStore
  let runs: RunStore

  const start = async (startTime = 0): Promise<string> =>
    (await runs.createRun({ experimentId: '0', userId: 'ada', startTime })).runId
  const named = (runName: string, tags: Record<string, string>) =>
    runs.createRun({ experimentId: '0', userId: 'ada', startTime: 5, runName, tags })
  const idsOf = async (search: Parameters<RunStore['searchRuns']>[0]) =>
    (await runs.searchRuns(search)).items.map((run) => run.runId).sort()
  const namesOf = async (search: Parameters<RunStore['searchExperiments']>[0]) =>
    (await everyItem((page) => runs.searchExperiments({ ...search, ...page }))).map((experiment) => experiment.name)
  const timesBy = async (field: RunField, ascending: boolean) => {
    const orderBy = [{ field, ascending }]
    const found = await everyItem((page) => runs.searchRuns({ orderBy, maxResults: 2, ...page }))
    return found.map(({ startTime }) => startTime)
  }

  /** Three runs by what they log; `none` logs nothing. */
  const three = async (): Promise<Record<'a' | 'b' | 'none', string>> => {
    const [a, b, none] = [(await named('first Run', {})).runId, (await named('second run', {})).runId, await start()]
    await runs.logBatch(a, {
      metrics: [metric('auc', 0.9, 1), metric('auc', 0.5, 2)],
      params: { model: 'forest', depth: '8' },
      tags: { team: 'crm', 'a b:c': '100%' },
    })
    await runs.logBatch(b, { metrics: [metric('auc', 0.7)], params: { model: 'Linear' }, tags: { team: 'risk' } })
    const input = { name: 'train', digest: 'd1', sourceType: 'local', source: 'x' }
    await runs.logInputs(a, [{ ...input, tags: { 'mlflow.data.context': 'training' } }])
    await runs.logInputs(b, [{ ...input, name: 'other', tags: {} }])
    return { a, b, none }
  }

  describe(`run search: ${name}`, () => {
    beforeEach(async () => {
      store = await open(NOW)
      runs = store.runs
    })
    afterEach(() => store.close())

    describe('a filter', () => {
      test.each(CASES)('compares by %s', async (_, filter, expected) => {
        const ids = await three()
        const found = await idsOf({ filter })
        expect(
          Object.entries(ids)
            .flatMap(([key, id]) => (found.includes(id) ? [key] : []))
            .join(' '),
        ).toBe(expected)
        expect(found).toHaveLength(expected.split(' ').filter(Boolean).length)
      })

      test('finds a run by its id, the beginning of it, its name, and tags together', async () => {
        const one = await named('first', { trigger: 'retrain', model: 'churn' })
        const two = await named('second', { trigger: 'retrain', model: 'fraud' })
        const begins = (value: string) => idsOf({ filter: { operator: 'LIKE', field: attribute('run_id'), value } })
        expect(await begins(`${one.runId.slice(0, 20)}%`)).toEqual([one.runId])
        expect(await begins(`${one.runId}%`)).toEqual([one.runId])
        expect(await begins('%')).toEqual([one.runId, two.runId].sort())
        expect(await idsOf({ filter: equal(attribute('run_name'), 'second') })).toEqual([two.runId])
        expect(await idsOf({ filter: tagged({ trigger: 'retrain' }) })).toEqual([one.runId, two.runId].sort())
        expect(await idsOf({ filter: tagged({ trigger: 'retrain', model: 'churn' }) })).toEqual([one.runId])
        expect(await idsOf({ filter: tagged({ trigger: 'churn' }) })).toEqual([])
      })

      test('takes NaN for no number, in no comparison', async () => {
        const id = await start()
        await runs.logBatch(id, { metrics: [metric('auc', Number.NaN)] })
        for (const operator of ['=', '!=', '<', '>'] as const) {
          expect(await idsOf({ filter: { operator, field: auc(), value: 0 } })).toEqual([])
        }
      })
    })

    test('knows the least and greatest value of all batches, and their first steps', async () => {
      const id = await start(1)
      for (const batch of [
        [metric('auc', Number.NaN, 1)],
        [metric('auc', 0.5, 2), metric('auc', 0.9, 3)],
        [metric('auc', 0.1, 9), metric('auc', 0.9, 8)],
        [metric('auc', 0.4, 4)],
        [metric('auc', 0.1, 7), metric('auc', 0.1, 6)],
        [metric('auc', Number.NaN, 10)],
      ]) {
        await runs.logBatch(id, { metrics: batch })
      }
      for (const [of, value] of [
        ['min', 0.1],
        ['min_step', 6],
        ['max', 0.9],
        ['max_step', 3],
      ] as const) {
        expect(await idsOf({ filter: equal(auc(of), value) })).toEqual([id])
      }
      expect((await runs.getRun(id)).metrics['auc']).toEqual(metric('auc', Number.NaN, 10))
    })

    test('orders by metrics, params and tags, NaN and then what is missing last, and pages so', async () => {
      const values = [0.5, Number.NaN, 0.9, undefined, 0.5, 0.7]
      for (const [at, value] of values.entries()) {
        const id = await start(at)
        if (value !== undefined) {
          await runs.logBatch(id, {
            metrics: [metric('auc', value)],
            params: { p: String(value) },
            tags: { t: 'same' },
          })
        }
      }
      expect(await timesBy(auc(), false)).toEqual([2, 5, 4, 0, 1, 3])
      expect(await timesBy(auc(), true)).toEqual([4, 0, 5, 2, 1, 3])
      expect(await timesBy(auc('max'), true)).toEqual([4, 0, 5, 2, 3, 1])
      expect(await timesBy({ kind: 'param', key: 'p' }, true)).toEqual([4, 0, 5, 2, 1, 3])
      expect(await timesBy({ kind: 'tag', key: 't' }, true)).toEqual([5, 4, 2, 1, 0, 3])
      expect(await timesBy(attribute('start_time'), true)).toEqual([0, 1, 2, 3, 4, 5])
      expect(await timesBy(attribute('end_time'), true)).toEqual([5, 4, 3, 2, 1, 0])
    })

    test('refuses the token of another order', async () => {
      for (const at of [1, 2, 3]) await start(at)
      const { nextPageToken: pageToken } = await runs.searchRuns({ maxResults: 1 })
      const orderBy = [{ field: { kind: 'tag', key: 't' }, ascending: true }] as const
      await expect(runs.searchRuns({ orderBy, pageToken: pageToken! })).rejects.toEqual(
        refusal('INVALID_PARAMETER_VALUE', /page token/),
      )
    })

    test('searches experiments by name, tag and time, newest first, by pages', async () => {
      for (const [name, team] of [
        ['a', 'crm'],
        ['b', 'risk'],
        ['c', 'crm'],
      ] as const) {
        await runs.createExperiment(name, { tags: { team } })
      }
      expect(await namesOf({ maxResults: 1 })).toEqual(['Default', 'a', 'b', 'c'])
      expect(await namesOf({ filter: tagged({ team: 'crm' }) })).toEqual(['a', 'c'])
      expect(await namesOf({ filter: { operator: 'ILIKE', field: attribute('name'), value: 'DEF%' } })).toEqual([
        'Default',
      ])
      expect(await namesOf({ filter: { operator: '>', field: attribute('creation_time'), value: NOW } })).toEqual([])
      expect(await namesOf({ orderBy: [{ field: attribute('name'), ascending: false }], maxResults: 3 })).toEqual([
        'c',
        'b',
        'a',
        'Default',
      ])
      expect(await namesOf({ view: 'deleted' })).toEqual([])
    })
  })
}
