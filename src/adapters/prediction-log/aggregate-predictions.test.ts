// What the log answers in numbers is what a whole window, loaded and counted, would give.
import { expect, test } from 'vitest'
import {
  filesBelow,
  predictionDisk,
  predictionHistory,
  temporaryFolder,
} from '../../../test/fixtures/prediction-disk.ts'
import { createRng } from '../../core/index.ts'
import { column, selectRows, type Table, valueAt } from '../../data/index.ts'
import {
  type AggregateQuery,
  type HistoryScope,
  joinLabels,
  type PredictionGroup,
  type PredictionRecord,
} from '../../predictions/index.ts'

const HOUR = 3_600_000
const MIDNIGHT = Date.parse('2026-11-23T00:00:00Z')
const HOURS = [0, 1, 25, 40, 60]

/** Some hours of three days and of two models: compacted hours and open ones, rows logged twice, labels given twice, gaps. */
async function filledLog(label: (i: number) => string | number): Promise<string> {
  const { root, log } = predictionDisk({ clock: { now: () => MIDNIGHT + 90 * HOUR } })
  const rng = createRng(7)
  const records = Array.from(
    { length: 600 },
    (_, i): PredictionRecord => ({
      predictionId: `p${i}`,
      timestamp: MIDNIGHT + HOURS[Math.floor(rng.next() * 5)]! * HOUR + Math.floor(rng.next() * HOUR),
      model: i % 10 === 0 ? 'other' : 'churn',
      version: i % 3 === 0 ? '10' : '9',
      requestId: 'r',
      inputs: {},
      label: label(i),
      probability: i % 7 === 0 ? null : rng.next(),
      tier: [null, 'LOW', 'HIGH'][i % 3] ?? null,
    }),
  ).sort((a, b) => a.timestamp - b.timestamp)
  for (const batch of Map.groupBy(records, ({ timestamp }) => Math.floor(timestamp / HOUR)).values())
    await log.append(batch)
  await log.append(records.slice(-20))
  const labelled = records.filter((_, i) => i % 4 === 0)
  const given = labelled.map(({ predictionId }, i) => ({ predictionId, label: label(i), timestamp: MIDNIGHT + i }))
  await log.appendLabels([...given, ...given.slice(0, 30), { predictionId: 'unknown', label: label(0), timestamp: 1 }])
  await log.close()
  const open = predictionDisk({ root })
  await open.log.append([{ ...records[0]!, predictionId: 'open', timestamp: MIDNIGHT + 84 * HOUR }])
  expect(new Set(filesBelow(root).map((path) => path.replace(/.*\./, '')))).toEqual(new Set(['parquet', 'jsonl']))
  return root
}

function counts(table: Table, name: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (let row = 0; row < table.rows; row++) {
    const value = valueAt(column(table, name), row)
    if (value !== null) found.set(String(value), (found.get(String(value)) ?? 0) + 1)
  }
  return found
}

function mean(table: Table, name: string): unknown {
  const values = Array.from({ length: table.rows }, (_, row) => valueAt(column(table, name), row)).filter(
    Number.isFinite,
  )
  return values.length === 0
    ? null
    : expect.closeTo(values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length, 12)
}

/** The same from a whole window. */
function grouped(table: Table, { by, summary }: AggregateQuery): readonly unknown[] {
  const span = by.includes('hour') ? HOUR : by.includes('day') ? 24 * HOUR : undefined
  const keyOf = (row: number) => ({
    from: span === undefined ? null : Math.floor(Number(valueAt(column(table, 'timestamp'), row)) / span) * span,
    version: by.includes('version') ? valueAt(column(table, 'version'), row) : null,
  })
  const groups = Map.groupBy(
    Array.from({ length: table.rows }, (_, row) => row),
    (row) => JSON.stringify(keyOf(row)),
  )
  return [...groups]
    .map(([key, rows]) => {
      const group = selectRows(table, Int32Array.from(rows))
      return {
        ...(JSON.parse(key) as Pick<PredictionGroup, 'from' | 'version'>),
        predictions: group.rows,
        labelled: joinLabels(group).rows.length,
        meanProbability: mean(group, 'probability'),
        labels: summary === 'counts' ? counts(group, 'label') : new Map(),
        meanLabel: summary === 'mean' ? mean(group, 'label') : null,
        tiers: counts(group, 'tier'),
      }
    })
    .sort((a, b) => Number(a.from) - Number(b.from) || (String(a.version) < String(b.version) ? -1 : 1))
}

const SCOPES: readonly Partial<HistoryScope>[] = [
  {},
  { version: '9' },
  { from: MIDNIGHT + 25.5 * HOUR, to: MIDNIGHT + 60 * HOUR },
]
const KEYS: readonly AggregateQuery['by'][] = [
  [],
  ['day'],
  ['hour'],
  ['version'],
  ['day', 'version'],
  ['version', 'hour'],
]

test.each([
  ['classes as text', (i: number) => ['yes', 'no', '__proto__'][i % 3]!, 'text', 'counts'],
  ['integer classes', (i: number) => i % 2, 'number', 'counts'],
  ['numbers', (i: number) => i / 8, 'number', 'mean'],
] as const)('aggregates of %s are those of the window', async (_name, label, labels, summary) => {
  const history = predictionHistory(await filledLog(label))
  for (const scope of SCOPES) {
    const asked = { model: 'churn', labels, ...scope }
    const { predictions } = await history.read({ ...asked, inputs: [] })
    expect(predictions.rows).toBeGreaterThan(100)
    for (const by of KEYS) {
      const query: AggregateQuery = { ...asked, by, summary }
      expect(await history.aggregate(query)).toEqual(grouped(predictions, query))
    }
  }
})

/** What `joinLabels` finds, whatever the rows are called. */
function judged(table: Table) {
  const { rows, ...others } = joinLabels(table)
  return { ...others, ids: rows.map((row) => valueAt(column(table, 'prediction_id'), row)) }
}

test('only the labelled predictions are read where others are not wanted', async () => {
  const history = predictionHistory(await filledLog((i) => i % 2))
  const asked = { model: 'churn', labels: 'number', inputs: [] } as const
  const { predictions } = await history.read(asked)
  const { predictions: labelled } = await history.read({ ...asked, only: 'labelled' })
  expect(labelled.rows).toBeLessThan(predictions.rows)
  expect(judged(labelled)).toEqual(judged(predictions))
})

test('an empty log has no groups', async () => {
  const query = { model: 'churn', labels: 'text', by: ['day'], summary: 'counts' } as const
  expect(await predictionHistory(temporaryFolder()).aggregate(query)).toEqual([])
})
