// Realised metrics, from the log of predictions and late labels to the table a person reads.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { openProject } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'

const HOUR = 3_600_000
let folder: string
const cli = (...args: string[]) => commandLine(folder, ['performance', ...args])

const answered = (version: string, id: number, timestamp: number) => ({
  predictionId: `v${version}-${id}`,
  timestamp,
  model: 'churn',
  version,
  requestId: 'r',
  inputs: {},
  label: id % 2,
  probability: id % 2 === 1 ? 0.9 : 0.1,
  tier: null,
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-performance-'))
  await writeFile(join(folder, 'churn.csv'), churnCsv({ rows: 400, seed: 1, period: 'now' }))
  await writeFile(
    join(folder, 'modelwright.yaml'),
    'data: { train_path: churn.csv, target_column: churned }\nmodel: { n_estimators: 5, max_depth: 3 }\n',
  )
  const project = await openProject({ cwd: folder, env: {} })
  const { log } = project.predictions
  for (const version of [1, 2]) {
    await project.train()
    await project.models.promote({ model: 'churn', version }, { force: true })
  }
  // 60 answers of version 1 two hours ago, of which 40 are labelled (30 rightly); 40 of version 2 a moment ago, of which 20 (all).
  const now = Date.now()
  await log.append(Array.from({ length: 60 }, (_, id) => answered('1', id, now - 2 * HOUR)))
  await log.append(Array.from({ length: 40 }, (_, id) => answered('2', id, now - 1000)))
  const labelled = (version: string, id: number, right: boolean) => ({
    predictionId: `v${version}-${id}`,
    label: right ? id % 2 : 1 - (id % 2),
    timestamp: now,
  })
  await log.appendLabels(Array.from({ length: 40 }, (_, id) => labelled('1', id, id < 30)))
  await log.appendLabels(Array.from({ length: 20 }, (_, id) => labelled('2', id, true)))
  await project.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('performance gives realised metrics with coverage, intervals and delay, of all versions and of each', async () => {
  const { code, out } = await cli('--json')
  expect([code, JSON.parse(out)]).toEqual([
    0,
    {
      model: { name: 'churn' },
      window_ms: null,
      predictions: 100,
      labelled: 60,
      coverage: 0.6,
      label_delay_ms: { p50: 2 * HOUR, p95: 2 * HOUR },
      metrics: expect.objectContaining({ accuracy: 50 / 60 }),
      intervals: expect.objectContaining({
        accuracy: { low: expect.closeTo(0.7197, 4), high: expect.closeTo(0.9069, 4) },
      }),
      versions: [
        expect.objectContaining({
          version: '1',
          predictions: 60,
          labelled: 40,
          metrics: expect.objectContaining({ accuracy: 0.75 }),
        }),
        expect.objectContaining({
          version: '2',
          predictions: 40,
          labelled: 20,
          coverage: 0.5,
          metrics: expect.objectContaining({ accuracy: 1 }),
        }),
      ],
    },
  ])
})

test('a version and a window narrow it', async () => {
  const version = JSON.parse((await cli('--version', '1', '--json')).out) as Record<string, unknown>
  expect(version).toMatchObject({ predictions: 60, labelled: 40, metrics: { accuracy: 0.75 } })
  const window = JSON.parse((await cli('--window', '1h', '--json')).out) as Record<string, unknown>
  expect(window).toMatchObject({ window_ms: HOUR, predictions: 40, labelled: 20, label_delay_ms: { p50: 1000 } })
  expect((await cli('--version', '9')).err).toContain('RESOURCE_DOES_NOT_EXIST')
})

test('people see a table that fits 80 columns', async () => {
  const { out } = await cli()
  expect(out).toMatch(/^churn answered 100 times; 60 labels came in \(60\.0 %\),\nhalf of them within 2 h/)
  expect(out).toMatch(/^1 +60 +40 +66\.7 % .* to /m)
  expect(out).toMatch(/^accuracy +0\.8333 +0\.7197 to 0\.9069$/m)
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect((await cli('--window', '1ms')).out).toBe('churn answered nothing in the last 1 ms.\n')
})
