// Every way a segment can be bad: its good lines and all healthy segments are still read, compacted and named.
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import {
  filesBelow,
  GONE,
  predictionDisk,
  predictionHistory,
  temporaryFolder,
} from '../../../test/fixtures/prediction-disk.ts'
import type { TextColumn } from '../../data/index.ts'
import type { PredictionRecord } from '../../predictions/index.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2026-11-23T12:00:00Z')
/** A text of 6 MiB whose line, escaped, is beyond the two buffers of 16 MiB that DuckDB looks for its end in. */
const ENORMOUS = '\u0001'.repeat(6 << 20)

const record = (predictionId: string, timestamp = NOON, contract = 'One year'): PredictionRecord => ({
  predictionId,
  timestamp,
  model: 'churn',
  version: '1',
  requestId: 'r',
  inputs: { contract },
  label: 'Yes',
  probability: 0.25,
  tier: null,
})

async function read(root: string) {
  const warnings: string[] = []
  const history = predictionHistory(root, warnings)
  const inputs = [{ name: 'contract', type: 'string' }] as const
  const { predictions } = await history.read({ model: 'churn', inputs, labels: 'text' })
  const { codes, categories } = predictions.columns[0] as TextColumn
  return { ids: [...codes].map((code) => categories[code]), warnings, doctor: (await history.inspect()).problems }
}

/** The log of a killed process: Parquet of two hours, JSONL of a third, and a label. */
async function threeHours(): Promise<{ root: string; middle: string }> {
  const { root, log } = predictionDisk({ processes: GONE })
  await log.append([record('before', NOON)])
  await log.append([record('good', NOON + HOUR), record('too', NOON + HOUR)])
  await log.append([record('after', NOON + 2 * HOUR)])
  await log.appendLabels([{ predictionId: 'good', label: 'Yes', timestamp: NOON }])
  // The first two hours have rolled and are compacted.
  await expect
    .poll(() => filesBelow(root).map((path) => path.replace(/.*\./, '')))
    .toEqual(['jsonl', 'parquet', 'parquet', 'jsonl'])
  const segment = filesBelow(root).find((path) => path.includes('hour=13'))!
  return { root, middle: join(root, segment) }
}

/** The same with a JSONL segment besides in the second hour: the bytes stand between two good lines. */
async function withLines(bytes: string | Uint8Array) {
  const { root, middle } = await threeHours()
  const lines = predictionDisk({ processes: GONE })
  await lines.log.append([record('first', NOON + HOUR)])
  await lines.log.append([record('last', NOON + HOUR)])
  const [segment] = filesBelow(lines.root)
  const [first, last] = readFileSync(join(lines.root, segment!), 'utf8').trim().split('\n')
  const owned = join(dirname(middle), basename(segment!))
  writeFileSync(owned, `${first}\n`)
  appendFileSync(owned, bytes)
  appendFileSync(owned, `\n${last}\n`)
  return { root, owned: owned.slice(root.length + 1) }
}

/** A process that starts to write sweeps up what the killed ones left. */
async function sweep(root: string): Promise<readonly string[]> {
  const { log, warnings } = predictionDisk({ root, clock: { now: () => NOON + 9 * HOUR } })
  await log.append([record('new', NOON + 9 * HOUR)])
  await log.close()
  return warnings
}

const ALL = ['before', 'first', 'good', 'last', 'too', 'after']

test.each<[string, string | Uint8Array, number]>([
  ['garbage bytes', Uint8Array.of(0, 1, 255, 254, 128, 7), 1],
  ['invalid UTF-8', Buffer.from('{"prediction_id":"\xff","timestamp":1}', 'latin1'), 1],
  ['NUL bytes, as a power cut leaves them', new Uint8Array(5000), 1],
  ['JSON that is no record', '[1,2]\n5\n"x"\nnull', 4],
  ['records of something else', '{"foo":1}\n{"prediction_id":"x","timestamp":"noon"}', 2],
  ['lists 100,000 deep', '['.repeat(100_000), 1],
  ['a torn line in its middle', '{"prediction_id":"torn","times', 1],
  ['an enormous line that is no JSON', `{"a":"${'x'.repeat(36 << 20)}`, 1],
  ['blank lines', '\n\n \r\n', 0],
])('of a segment with %s every good line is read, compacted and kept', async (_name, bytes, bad) => {
  const { root, owned } = await withLines(bytes)
  const before = await read(root)
  // DuckDB stops at a line that is too deep and says nothing: only compaction counts.
  if (!bytes.includes('['.repeat(1000) as never)) expect(before.ids).toEqual(ALL)
  expect(before.doctor).toEqual(bad === 0 ? [] : [`${owned} ${bad} of ${bad + 2} lines cannot be read`])
  const warnings = await sweep(root)
  expect(warnings).toEqual(bad === 0 ? [] : [`${owned} ${bad} lines cannot be read and lie beside it as .rejected`])
  const after = await read(root)
  expect(after.ids).toEqual([...ALL, 'new'])
  expect(after.warnings).toEqual([])
  expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual([])
  const rejected = owned.replace('jsonl', 'rejected')
  expect(after.doctor).toEqual(
    bad === 0 ? [] : [`${rejected} holds ${bad} lines that could not be read when their segment was compacted`],
  )
  if (bad > 0) expect(readFileSync(join(root, rejected)).includes(Buffer.from(bytes))).toBe(true)
})

test('a line too long for DuckDB is read all the same, and compacted', async () => {
  const { root, log } = predictionDisk({ processes: GONE })
  await log.append([record('a', NOON), record('enormous', NOON + 1, ENORMOUS), record('b', NOON + 2)])
  expect(await read(root)).toEqual({ ids: ['a', 'enormous', 'b'], warnings: [], doctor: [] })
  expect(await sweep(root)).toEqual([])
  expect((await read(root)).ids).toEqual(['a', 'enormous', 'b', 'new'])
  expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual([])
})

test.each<[string, (path: string) => void]>([
  ['without bytes', (path) => truncateSync(path, 0)],
  ['half written', (path) => truncateSync(path, 200)],
  ['of garbage', (path) => writeFileSync(path, `PAR1${'g'.repeat(50)}PAR1`)],
  ['not readable', (path) => (process.getuid?.() === 0 ? truncateSync(path, 1) : chmodSync(path, 0))],
])('a Parquet %s is passed over and named, the others are read', async (_name, damage) => {
  const { root, middle } = await threeHours()
  damage(middle)
  const segment = middle.slice(root.length + 1)
  const { ids, warnings, doctor } = await read(root)
  expect(ids).toEqual(['before', 'after'])
  expect(warnings).toEqual([expect.stringMatching(/hour=13\/part-[\w-]+\.parquet cannot be read \(.+\): left out$/)])
  expect(warnings[0]).not.toContain(root)
  expect(doctor).toEqual([expect.stringContaining(`${segment} cannot be read`)])
  expect(await sweep(root)).toEqual([])
  expect((await read(root)).ids).toEqual(['before', 'after', 'new'])
})

test('a Parquet with other columns is passed over and named', async () => {
  const { root, middle } = await threeHours()
  const other = predictionDisk()
  await other.log.appendLabels([{ predictionId: 'x', label: 'Yes', timestamp: NOON }])
  await other.log.close()
  copyFileSync(join(other.root, filesBelow(other.root)[0]!), middle)
  const { ids, doctor } = await read(root)
  expect(ids).toEqual(['before', 'after'])
  expect(doctor).toHaveLength(1)
})

test('a bad Parquet whose JSONL is still there is read from the JSONL', async () => {
  const { root, owned } = await withLines('')
  writeFileSync(join(root, owned.replace('jsonl', 'parquet')), 'PAR1')
  expect((await read(root)).ids).toEqual(ALL)
  expect(await sweep(root)).toEqual([])
  expect(await read(root)).toEqual({ ids: [...ALL, 'new'], warnings: [], doctor: [] })
})

test('what does not belong there is named, and what a killed compaction left is deleted', async () => {
  const { root, middle } = await threeHours()
  const temporary = join(dirname(middle), `.${basename(middle).replace('parquet', 'tmp')}`)
  writeFileSync(temporary, 'half')
  writeFileSync(join(dirname(middle), 'notes.txt'), 'mine')
  mkdirSync(join(dirname(middle), 'part-9.jsonl'))
  const before = await read(root)
  expect(before.ids).toEqual(['before', 'good', 'too', 'after'])
  expect(before.doctor).toEqual([
    expect.stringContaining('part-9.jsonl cannot be read'),
    expect.stringContaining('was left by a compaction that was killed'),
    expect.stringContaining('notes.txt is no part of the log'),
  ])
  await sweep(root)
  expect(filesBelow(root)).not.toContain(temporary.slice(root.length + 1))
  expect((await read(root)).ids).toEqual(['before', 'good', 'too', 'after', 'new'])
})

test('what is left out is said once, however often the log is asked', async () => {
  const { root, middle } = await threeHours()
  truncateSync(middle, 0)
  const warnings: string[] = []
  const history = predictionHistory(root, warnings)
  const asked = { model: 'churn', labels: 'text' } as const
  const { predictions } = await history.read({ ...asked, inputs: [] })
  const [group] = await history.aggregate({ ...asked, by: [], summary: 'counts' })
  expect([predictions.rows, group!.predictions]).toEqual([2, 2])
  expect(warnings).toEqual([expect.stringContaining('cannot be read')])
})

test('bad labels cost no prediction', async () => {
  const { root } = await threeHours()
  const labels = join(root, filesBelow(root).find((path) => path.startsWith('labels'))!)
  appendFileSync(labels, `{"prediction_id":"${'x'.repeat(36 << 20)}\n`)
  expect((await read(root)).warnings).toEqual([expect.stringContaining('1 lines cannot be read: left out')])
  expect((await read(root)).ids).toEqual(['before', 'good', 'too', 'after'])
})

test('an empty folder has no problems', async () => {
  expect(await predictionHistory(temporaryFolder()).inspect()).toEqual({ segments: 0, problems: [] })
})
