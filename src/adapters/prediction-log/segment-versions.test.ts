// A column is added: segments of before, those of today and those of later lie side by side, open and compacted.
import { appendFileSync, chmodSync, cpSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import {
  filesBelow,
  GONE,
  predictionDisk,
  predictionHistory,
  temporaryFolder,
} from '../../../test/fixtures/prediction-disk.ts'
import type { Column } from '../../data/index.ts'
import { valueAt } from '../../data/index.ts'
import { LOG_SEGMENTS, type LogSegments, type PredictionRecord } from '../../predictions/index.ts'

/** After all that 0.1.0 wrote. */
const LATER = Date.parse('2026-11-20T12:59:00Z')
const OLD = join(import.meta.dirname, '..', '..', '..', 'test', 'fixtures', 'store-0.1.0', 'state')

type Armed = PredictionRecord & { readonly arm?: string; readonly latency?: number }

/** The definition with two columns of version 2 for predictions, and one for labels. */
const NEXT: LogSegments = {
  predictions: {
    ...LOG_SEGMENTS.predictions,
    columns: {
      ...LOG_SEGMENTS.predictions.columns,
      arm: { type: 'text', since: 2 },
      latency: { type: 'number', since: 2 },
    },
    row: (record: Armed) => ({ ...LOG_SEGMENTS.predictions.row(record), arm: record.arm, latency: record.latency }),
  },
  labels: {
    ...LOG_SEGMENTS.labels,
    columns: { ...LOG_SEGMENTS.labels.columns, giver: { type: 'json', since: 2 } },
    row: (label) => ({ ...LOG_SEGMENTS.labels.row(label), giver: { name: 'ada' } }),
  },
}

const record = (predictionId: string, change: Partial<Armed> = {}): Armed => ({
  predictionId,
  timestamp: LATER,
  model: 'churn',
  version: '2',
  requestId: 'r',
  inputs: { tenure: 3 },
  label: 'yes',
  probability: 0.75,
  tier: 'HIGH',
  ...change,
})

/** Segments that 0.1.0 wrote, Parquet and JSONL. */
function oldLog(): string {
  const root = temporaryFolder()
  for (const kind of ['predictions', 'labels']) cpSync(join(OLD, kind), join(root, kind), { recursive: true })
  for (const path of filesBelow(root)) chmodSync(join(root, path), 0o600)
  return root
}

async function rows(root: string, segments: LogSegments, columns: readonly string[] = []) {
  const warnings: string[] = []
  const history = predictionHistory(root, warnings, segments)
  const inputs = [{ name: 'tenure', type: 'long' }] as const
  const { inputs: given, predictions } = await history.read({ model: 'churn', inputs, labels: 'text', columns })
  const all: readonly Column[] = [...predictions.columns, ...given.columns]
  const found = Array.from({ length: predictions.rows }, (_, row) =>
    Object.fromEntries(all.map((column) => [column.name, valueAt(column, row)])),
  )
  return { found, warnings, inspection: await history.inspect() }
}

/** The columns that a Parquet file has. */
async function columnsOf(path: string): Promise<readonly unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const reader = await connection.runAndReadAll(
    `SELECT column_name FROM (DESCRIBE FROM read_parquet('${path}', hive_partitioning = false))`,
  )
  connection.closeSync()
  return reader.getRows().map(([name]) => name)
}

const withoutNewer = (row: Record<string, unknown>): Record<string, unknown> => {
  const { arm: _arm, latency: _latency, ...rest } = row
  return rest
}

test('a reader with further columns gives NULL for them where segments are of 0.1.0, and all else as before', async () => {
  const root = oldLog()
  const before = await rows(root, LOG_SEGMENTS)
  expect(before.found).toHaveLength(20)
  const after = await rows(root, NEXT, ['arm', 'latency'])
  expect(after.found.map(withoutNewer)).toEqual(before.found)
  expect(after.found.every(({ arm, latency }) => arm === null && latency === null)).toBe(true)
  expect([after.warnings, after.inspection.problems]).toEqual([[], []])
})

test('old and new segments are read together, open and compacted, and each is compacted with its own columns', async () => {
  const root = oldLog()
  const old = (await rows(root, LOG_SEGMENTS)).found
  const killed = predictionDisk({ root, segments: NEXT, processes: GONE })
  await killed.log.append([record('new-1', { arm: 'canary', latency: 1.5 }), record('new-2')])
  await killed.log.appendLabels([{ predictionId: 'new-2', label: 'no', timestamp: LATER + 5 }])
  const expected = [
    ...old.map((row) => ({ ...row, arm: null, latency: null })),
    expect.objectContaining({ prediction_id: 'new-1', arm: 'canary', latency: 1.5, actual: null, tenure: 3 }),
    expect.objectContaining({ prediction_id: 'new-2', arm: null, latency: null, actual: 'no' }),
  ]
  const open = filesBelow(root).filter((path) => path.endsWith('.jsonl'))
  expect(open.map((path) => /-s\d+\./.exec(path)?.[0])).toEqual(expect.arrayContaining([undefined, '-s2.']))
  expect(open).toHaveLength(4)
  expect((await rows(root, NEXT, ['arm', 'latency'])).found).toEqual(expected)

  // A bad line in each: what is compacted then is salvaged line by line.
  const long = new Date(Date.now() - 2 * 86_400_000)
  for (const path of open) {
    appendFileSync(join(root, path), 'no row\n')
    utimesSync(join(root, path), long, long)
  }
  const next = predictionDisk({ root, segments: NEXT })
  await next.log.append([record('other', { model: 'other' })])
  await next.log.close()
  expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual([])
  for (const path of open) {
    const parquet = join(root, path.replace('jsonl', 'parquet'))
    const schema = NEXT[path.startsWith('predictions') ? 'predictions' : 'labels']
    const version = path.includes('-s2.') ? 2 : 1
    const names = Object.entries(schema.columns).flatMap(([name, { since }]) => (since <= version ? [name] : []))
    expect(await columnsOf(parquet)).toEqual(names)
  }
  expect((await rows(root, NEXT, ['arm', 'latency'])).found).toEqual(expected)
})

test('a segment of a newer schema is read for what is known, named by doctor, and left to those who know it', async () => {
  const { root, log } = predictionDisk({ segments: NEXT, processes: GONE })
  await log.append([record('later', { arm: 'canary' })])
  await log.appendLabels([{ predictionId: 'later', label: 'no', timestamp: LATER + 5 }])
  const open = filesBelow(root)
  const today = predictionDisk({ root })
  await today.log.append([record('today')])
  await today.log.close()
  expect(today.warnings).toEqual([])
  expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual(open)
  const readByToday = async () => {
    const { found, warnings, inspection } = await rows(root, LOG_SEGMENTS)
    expect(warnings).toEqual([])
    return { labels: found.map(({ prediction_id: id, actual }) => [id, actual]), doctor: inspection.problems }
  }
  const newer = 'newer than this modelwright knows (1): their further columns are not read'
  const doctor = [
    `predictions has segments of schema 2 (1 of 2), ${newer}`,
    `labels has segments of schema 2 (1 of 1), ${newer}`,
  ]
  const labels = [
    ['later', 'no'],
    ['today', null],
  ]
  expect(await readByToday()).toEqual({ labels, doctor })
  const next = predictionDisk({ root, segments: NEXT })
  await next.log.append([record('other', { model: 'other' })])
  await next.log.close()
  expect(filesBelow(root).map((path) => /-s\d\.\w+$/.exec(path)?.[0])).toEqual(
    expect.arrayContaining(['-s1.parquet', '-s2.parquet']),
  )
  expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual([])
  expect(await readByToday()).toEqual({ labels, doctor: [doctor[0]!.replace('1 of 2', '2 of 3'), doctor[1]] })
})

test('a column that no segment has is refused by name', async () => {
  await expect(rows(oldLog(), NEXT, ['latencey'])).rejects.toMatchObject({
    code: 'DATA_COLUMN_MISSING',
    message: expect.stringContaining("the prediction log has no column 'latencey' (did you mean 'latency'?)"),
  })
})
