// The open segment is deleted, moved, replaced or compacted under its writer; the disk refuses and recovers.
import { mkdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import {
  filesBelow,
  predictionDisk,
  predictionHistory,
  temporaryFolder,
} from '../../../test/fixtures/prediction-disk.ts'
import type { TextColumn } from '../../data/index.ts'
import type { PredictionRecord } from '../../predictions/index.ts'
import { systemProcesses } from '../system/index.ts'

const HOUR = 3_600_000
const NOON = Date.parse('2026-11-23T12:00:00Z')

const record = (predictionId: string, timestamp = NOON): PredictionRecord => ({
  predictionId,
  timestamp,
  model: 'churn',
  version: '1',
  requestId: 'r',
  inputs: {},
  label: 'Yes',
  probability: 0.25,
  tier: null,
})

async function ids(root: string): Promise<readonly string[]> {
  const { predictions } = await predictionHistory(root).read({ model: 'churn', inputs: [], labels: 'text' })
  const { codes, categories } = predictions.columns[0] as TextColumn
  return [...codes].map((code) => categories[code]!)
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** Another process begins to write, long after. */
const sweep = async (root: string): Promise<readonly string[]> => {
  const { log, warnings } = predictionDisk({ root, clock: { now: () => NOON + 1000 * HOUR } })
  await log.append([record('here')])
  await log.close()
  return warnings
}

describe('the writer', () => {
  it.each<[string, (root: string, segment: string) => void]>([
    ['its file is deleted', (_root, segment) => unlinkSync(segment)],
    ['its folder is deleted', (root) => rmSync(join(root, 'predictions'), { recursive: true })],
    ['its folder is moved away', (root) => renameSync(join(root, 'predictions'), join(root, 'old'))],
    [
      'its file is replaced',
      (_root, segment) => {
        writeFileSync(`${segment}.copy`, '')
        renameSync(`${segment}.copy`, segment)
      },
    ],
  ])('opens a new segment when %s', async (_name, take) => {
    const { root, log } = predictionDisk()
    await log.append([record('a')])
    take(root, join(root, filesBelow(root)[0]!))
    await log.append([record('b'), record('c')])
    await log.append([record('d')])
    expect(await ids(root)).toEqual(['b', 'c', 'd'])
    await log.close()
    expect(await ids(root)).toEqual(['b', 'c', 'd'])
  })

  it('writes a batch again whose file goes while it is written', async () => {
    const folder = temporaryFolder()
    let lose = true
    const { root, log } = predictionDisk({
      root: folder,
      write: (fd, bytes, offset) => {
        const written = writeSync(fd, bytes, offset)
        if (lose) rmSync(join(folder, 'predictions'), { recursive: true })
        lose = false
        return written
      },
    })
    await log.append([record('a')])
    expect(await ids(root)).toEqual(['a'])
  })

  it('fails in words when its folder cannot be made', async () => {
    const { root, log } = predictionDisk()
    writeFileSync(join(root, 'predictions'), '')
    await expect(log.append([record('a')])).rejects.toThrow('the prediction log cannot be written (')
    expect(log.obstacle()).toMatch(
      /^the prediction log cannot be written \((ENOTDIR|EEXIST)\)\. Give the server a folder/,
    )
  })
})

describe('what others may read', () => {
  it('is nothing: files are 0600 and folders 0700, as JSONL and as Parquet', async () => {
    const { root, log } = predictionDisk()
    await log.append([record('a')])
    await log.appendLabels([{ predictionId: 'a', label: 'Yes', timestamp: NOON }])
    const modes = () => filesBelow(root).map((path) => [modeOf(join(root, path)), modeOf(dirname(join(root, path)))])
    const closed = ['600', '700']
    expect(modes()).toEqual([closed, closed])
    await log.close()
    expect(filesBelow(root).every((path) => path.endsWith('.parquet'))).toBe(true)
    expect(modes()).toEqual([closed, closed])
    expect([modeOf(join(root, 'predictions')), modeOf(join(root, 'labels'))]).toEqual(['700', '700'])
  })

  it('is named where an older version left it open', async () => {
    const { root, log } = predictionDisk()
    const hour = join(root, 'predictions/dt=2026-11-23/hour=11')
    mkdirSync(hour, { recursive: true, mode: 0o755 })
    writeFileSync(join(hour, 'part-1-abc.jsonl'), '', { mode: 0o644 })
    await log.append([record('a')])
    expect((await predictionHistory(root).inspect()).problems).toEqual([
      `predictions can be read by other users: chmod -R go= ${join(root, 'predictions')}`,
    ])
  })
})

describe('a segment whose owner cannot be asked', () => {
  const elsewhere = { isAlive: () => true, current: () => ({ ...systemProcesses.current(), host: 'another machine' }) }

  it('is left alone while it was written to within a day, and compacted later', async () => {
    const { root, log } = predictionDisk({ processes: elsewhere })
    await log.append([record('there')])
    const [segment] = filesBelow(root)
    await sweep(root)
    expect(filesBelow(root)).toContain(segment)
    const then = new Date(Date.now() - 25 * HOUR)
    utimesSync(join(root, segment!), then, then)
    expect(await sweep(root)).toEqual([])
    expect(filesBelow(root)).toContain(segment!.replace('jsonl', 'parquet'))
    expect(filesBelow(root)).not.toContain(segment)
    // It lived after all: its writer goes on in a new file.
    await log.append([record('there again')])
    expect((await ids(root)).toSorted()).toEqual(['here', 'here', 'there', 'there again'])
  })

  it('is left alone when it grows while it is compacted', async () => {
    const { root, log } = predictionDisk({ processes: elsewhere })
    await log.append([record('r0')])
    const written = ['r0']
    const writeOn = async (): Promise<void> => {
      for (let i = 1; i < 300; i++) {
        await log.append([record(`r${i}`)])
        written.push(`r${i}`)
        for (const path of filesBelow(root).filter((name) => name.endsWith('.jsonl'))) {
          const then = new Date(Date.now() - 25 * HOUR)
          // Compacted between listing and touching.
          try {
            utimesSync(join(root, path), then, then)
          } catch {}
        }
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const sweepOn = async (): Promise<void> => {
      for (let i = 0; i < 10; i++) await sweep(root)
    }
    await Promise.all([writeOn(), sweepOn()])
    const logged = new Set(await ids(root))
    expect(written.filter((id) => !logged.has(id))).toEqual([])
  })
})

test('the log says why it cannot be written, and recovers by itself', async () => {
  let full = false
  const { root, log } = predictionDisk({
    write: (fd, bytes, offset) => {
      if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
      return writeSync(fd, bytes, offset)
    },
  })
  expect(log.obstacle()).toBeUndefined()
  expect(filesBelow(root)).toEqual([])
  await log.append([record('a')])
  full = true
  await expect(log.append([record('lost')])).rejects.toThrow('ENOSPC')
  expect(log.obstacle()).toContain('the prediction log cannot be written (ENOSPC). Free space')
  full = false
  await expect.poll(() => log.obstacle(), { timeout: 5000 }).toBeUndefined()
  full = true
  await expect
    .poll(() => log.obstacle(), { timeout: 5000 })
    .toContain('the prediction log cannot be written (ENOSPC). Free space')
  full = false
  await log.append([record('b')])
  expect(log.obstacle()).toBeUndefined()
  expect(await ids(root)).toEqual(['a', 'b'])
  expect(filesBelow(root)).toHaveLength(1)
})

test('the last label wins although the clock is set back', async () => {
  let now = NOON
  const { root, log } = predictionDisk({ clock: { now: () => now } })
  await log.append([record('a')])
  await log.appendLabels([{ predictionId: 'a', label: 'No', timestamp: now }])
  now -= HOUR
  await log.append([record('b', now)])
  await log.appendLabels([{ predictionId: 'a', label: 'Yes', timestamp: now }])
  expect(await ids(root)).toEqual(['b', 'a'])
  const { predictions } = await predictionHistory(root).read({ model: 'churn', inputs: [], labels: 'text' })
  const actual = predictions.columns.find(({ name }) => name === 'actual') as TextColumn
  expect([...actual.codes].map((code) => actual.categories[code] ?? null)).toEqual([null, 'Yes'])
  await log.close()
  expect(await ids(root)).toEqual(['b', 'a'])
})
