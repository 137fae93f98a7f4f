import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  filesBelow,
  GONE,
  predictionDisk,
  predictionHistory,
  segmentText,
  temporaryFolder,
} from '../../../test/fixtures/prediction-disk.ts'
import { isAppError } from '../../core/index.ts'
import type { InputColumn, NumberColumn, Table, TextColumn } from '../../data/index.ts'
import type { HistoryQuery, PredictionRecord } from '../../predictions/index.ts'
import { systemProcesses } from '../system/index.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2026-11-23T12:00:00Z')
const INPUTS: readonly InputColumn[] = [
  { name: 'tenure', type: 'long' },
  { name: 'charges/"month"~', type: 'double' },
  { name: 'contract', type: 'string' },
  { name: 'senior', type: 'boolean' },
]

const record = (predictionId: string, timestamp = NOON, change: Partial<PredictionRecord> = {}): PredictionRecord => ({
  predictionId,
  timestamp,
  model: 'churn',
  version: '1',
  requestId: 'r',
  inputs: { tenure: 12, 'charges/"month"~': 70.5, contract: 'One year', senior: true },
  label: 'Yes',
  probability: 0.25,
  tier: 'LOW',
  ...change,
})

function columnOf(table: Table, name: string): unknown[] {
  const column = table.columns.find((candidate) => candidate.name === name) as NumberColumn | TextColumn
  if (column.kind === 'number') return [...column.values]
  return [...column.codes].map((code) => (code === -1 ? null : column.categories[code]))
}

async function read(root: string, change: Partial<HistoryQuery> = {}) {
  const warnings: string[] = []
  const asked = { model: 'churn', inputs: INPUTS, labels: 'text', ...change } as const
  const { inputs, predictions } = await predictionHistory(root, warnings).read(asked)
  return {
    warnings,
    rows: predictions.rows,
    ids: columnOf(predictions, 'prediction_id'),
    column: (name: string) => columnOf(predictions, name),
    input: (name: string) => columnOf(inputs, name),
    types: inputs.columns.map(({ name, type }) => ({ name, type })),
  }
}

describe('createPredictionLog', () => {
  it('writes a batch by one write, and reads it back open, compacted, or both', async () => {
    let writes = 0
    const { root, log, warnings } = predictionDisk({
      write: (fd, bytes, offset) => {
        writes++
        return writeSync(fd, bytes, offset)
      },
    })
    await log.append([record('a', NOON), record('b', NOON + 1)])
    expect(writes).toBe(1)
    expect((await read(root)).ids).toEqual(['a', 'b'])
    await log.append([record('c', NOON + HOUR)])
    await log.close()
    expect(filesBelow(root).map((path) => path.replace(/part-[\w-]+/, 'part'))).toEqual([
      'predictions/dt=2026-11-23/hour=12/part.parquet',
      'predictions/dt=2026-11-23/hour=13/part.parquet',
    ])
    const again = predictionDisk({ root })
    await again.log.append([record('d', NOON + 2)])
    const all = await read(root)
    expect(all.ids).toEqual(['a', 'b', 'd', 'c'])
    expect(all.input('charges/"month"~')).toEqual([70.5, 70.5, 70.5, 70.5])
    expect(all.input('senior')).toEqual([1, 1, 1, 1])
    expect(all.column('timestamp')[0]).toBe(NOON)
    expect(warnings).toEqual([])
  })

  it('keeps the types of the signature even where every value is missing', async () => {
    const { root, log } = predictionDisk()
    const nothing = { tenure: null, 'charges/"month"~': null, contract: null, senior: null }
    await log.append([record('a', NOON, { inputs: nothing, probability: null, tier: null })])
    const { types, input, column } = await read(root)
    expect(types).toEqual(INPUTS)
    expect(input('tenure')).toEqual([Number.NaN])
    expect(input('contract')).toEqual([null])
    expect([column('probability'), column('tier')]).toEqual([[Number.NaN], [null]])
    expect((await read(temporaryFolder())).types).toEqual(INPUTS)
  })

  it('reads only the model, version and time asked for', async () => {
    const { root, log } = predictionDisk()
    await log.append([record('other', NOON, { model: 'fraud' }), record('old', NOON - 30 * HOUR)])
    await log.append([record('v2', NOON, { version: '2' }), record('end', NOON + HOUR)])
    await log.append([record('night', NOON + 13 * HOUR)])
    expect((await read(root)).ids).toEqual(['old', 'v2', 'end', 'night'])
    expect((await read(root, { version: '2' })).ids).toEqual(['v2'])
    expect((await read(root, { from: NOON, to: NOON + HOUR })).ids).toEqual(['v2'])
    await log.close()
    expect((await read(root, { from: NOON, to: NOON + HOUR })).ids).toEqual(['v2'])
  })

  it('joins the last label of each prediction, as text or as a number', async () => {
    const { root, log } = predictionDisk({ clock: { now: () => NOON } })
    await log.append([record('a', NOON, { label: 1 }), record('b', NOON, { label: 0 })])
    await log.appendLabels([
      { predictionId: 'a', label: 0, timestamp: NOON },
      { predictionId: 'a', label: 1, timestamp: NOON },
      { predictionId: 'unknown', label: 1, timestamp: NOON },
    ])
    expect((await read(root, { labels: 'number' })).column('actual')).toEqual([1, Number.NaN])
    await log.close()
    const second = predictionDisk({ root, clock: { now: () => NOON } })
    await second.log.appendLabels([{ predictionId: 'a', label: 0, timestamp: NOON + 1 }])
    const numbers = await read(root, { labels: 'number' })
    expect(numbers.column('actual')).toEqual([0, Number.NaN])
    expect(numbers.column('label')).toEqual([1, 0])
    expect((await read(root)).column('actual')).toEqual(['0', null])
  })

  it('leaves out a line torn by kill -9 and no other', async () => {
    const { root, log } = predictionDisk({ processes: GONE })
    await log.append([record('a'), record('b')])
    const [segment] = filesBelow(root)
    appendFileSync(join(root, segment!), '{"prediction_id":"torn","times')
    expect((await read(root)).ids).toEqual(['a', 'b'])
    const later = predictionDisk({ root, clock: { now: () => NOON + 2 * HOUR } })
    await later.log.append([record('c', NOON + 2 * HOUR)])
    await later.log.close()
    expect(filesBelow(root)).toContain(segment!.replace('jsonl', 'parquet'))
    expect((await read(root)).ids).toEqual(['a', 'b', 'c'])
  })

  it('compacts what killed processes left and leaves a living one alone, whatever the clocks say', async () => {
    const { root, log } = predictionDisk({ processes: GONE })
    await log.append([record('killed', NOON)])
    const living = predictionDisk({ root })
    await living.log.append([record('open', NOON)])
    const open = filesBelow(root).find((path) => path.includes(`-${systemProcesses.current().began}-`))
    const writeAt = async (id: string, now: number): Promise<void> => {
      const other = predictionDisk({ root, clock: { now: () => now } })
      await other.log.append([record(id, now)])
      await other.log.close()
      expect(other.warnings).toEqual([])
    }
    await Promise.all([writeAt('c', NOON + 2 * HOUR), writeAt('d', NOON + 26 * HOUR), writeAt('e', NOON - HOUR)])
    expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual([open])
    await living.log.append([record('later', NOON + 1)])
    expect((await read(root)).ids).toEqual(['e', 'killed', 'open', 'later', 'c', 'd'])
  })

  it('says that it failed while the disk is full, cuts off what it began, and goes on when there is space', async () => {
    let full = false
    const { root, log } = predictionDisk({
      write: (fd, bytes, offset) => {
        if (!full) return writeSync(fd, bytes, offset)
        if (offset === 0) return writeSync(fd, bytes, 0, 40)
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      },
    })
    await log.append([record('a')])
    full = true
    for (const id of ['lost', 'lost too']) {
      await expect(log.append([record(id)])).rejects.toSatisfy((error) => isAppError(error, 'PREDICTION_LOG_FAILED'))
    }
    full = false
    await log.append([record('b')])
    expect(segmentText(root)).not.toContain('lost')
    expect((await read(root)).ids).toEqual(['a', 'b'])
  })

  it('fails on a device that is really full', async () => {
    const fd = openSync('/dev/full', 'a')
    const { log } = predictionDisk({ write: (_fd, bytes, offset) => writeSync(fd, bytes, offset) })
    await expect(log.append([record('a')])).rejects.toThrow('ENOSPC')
    closeSync(fd)
  })

  it('begins a new line after a tail that could not be cut off', async () => {
    let full = true
    const { root, log } = predictionDisk({
      write: (fd, bytes, offset) => {
        if (!full) return writeSync(fd, bytes, offset)
        if (offset === 0) return writeSync(fd, bytes, 0, 40)
        closeSync(fd)
        throw Object.assign(new Error('the disk went away'), { code: 'EIO' })
      },
    })
    await expect(log.append([record('lost')])).rejects.toThrow('EIO')
    full = false
    // The number of the closed file is free again: point it at the segment, as a disk that came back would be.
    const [segment] = filesBelow(root)
    openSync(join(root, segment!), 'a')
    await log.append([record('b')])
    expect(readFileSync(join(root, segment!), 'utf8')).toMatch(/^\{"prediction_id":"lost".{1,30}\n\{/)
    expect((await read(root)).ids).toEqual(['b'])
  })

  it('stores text of any kind as it came', async () => {
    const { root, log } = predictionDisk()
    const texts = ["O'Neil", '"; DROP TABLE x; --', 'é😀\n\t', '\u2028', '$[0]', '']
    const records = texts.map((contract, i) =>
      record(`id-${i}`, NOON + i, { inputs: { ...record('').inputs, contract } }),
    )
    await log.append(records)
    const expected = texts.map((text) => text || null)
    expect((await read(root)).input('contract')).toEqual(expected)
    await log.close()
    expect((await read(root)).input('contract')).toEqual(expected)
  })

  it('reads a folder whose name has quotes and glob characters', async () => {
    const root = join(temporaryFolder(), "it's [1]*?")
    const { log } = predictionDisk({ root })
    await log.append([record('a')])
    await log.close()
    expect((await read(root)).ids).toEqual(['a'])
  })

  it('leaves plain Parquet and nothing beside it', async () => {
    const { root, log } = predictionDisk()
    await log.append([record('a')])
    await log.close()
    const [only, ...others] = filesBelow(root)
    expect(readFileSync(join(root, only!)).subarray(0, 4).toString()).toBe('PAR1')
    expect(others).toEqual([])
  })
})
