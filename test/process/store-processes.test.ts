// The store under several processes: nothing is lost when they write at once, nothing is half done when one is killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSqliteStore, type SqliteStore } from '../../src/adapters/sql/index.ts'
import { systemProcesses } from '../../src/adapters/system/index.ts'
import { expectConsistent } from '../suites/model-store.suite.ts'

/** Compiled modules, so that the many workers start fast. */
const COMPILED = mkdtempSync(join(tmpdir(), 'store-processes-compiled-'))
afterAll(() => rmSync(COMPILED, { recursive: true, force: true }))

vi.setConfig({ testTimeout: 120_000 })

let folder: string
let path: string
const workers: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-processes-'))
  path = join(folder, 'store.db')
})
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const open = (): Promise<SqliteStore> => openSqliteStore({ path, clock: Date, processes: systemProcesses })

function work(...args: string[]): ChildProcess {
  const script = fileURLToPath(new URL('../fixtures/store-worker.ts', import.meta.url))
  const worker = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  })
  workers.push(worker)
  return worker
}

function integrity(): unknown {
  const database = new DatabaseSync(path)
  const broken = [
    ...database.prepare('pragma integrity_check').all(),
    ...database.prepare('pragma foreign_key_check').all(),
  ]
  database.close()
  return broken.map((row) => ({ ...row }))
}

const WHOLE = [{ integrity_check: 'ok' }]

test('four processes that log at once lose nothing', async () => {
  const store = await open()
  const { runId } = await store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 0 })
  const exits = Array.from({ length: 4 }, (_, i) => once(work('metrics', path, runId, String(i), '10'), 'exit'))
  expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0, 0])
  const { items: history } = await store.runs.metricHistory(runId, 'shared')
  expect(new Set(history.map(({ step, value }) => `${value} ${step}`)).size).toBe(4 * 10 * 100)
  const run = await store.runs.getRun(runId)
  expect(Object.keys(run.params)).toHaveLength(4 * 10)
  expect(run.metrics.shared).toMatchObject({ step: 999, value: 3 })
  await store.close()
  expect(integrity()).toEqual(WHOLE)
})

test('four processes that open a new store at once all get it', async () => {
  const exits = Array.from({ length: 4 }, () => once(work('metrics', path, '', '0', '0'), 'exit'))
  expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0, 0])
  expect(integrity()).toEqual(WHOLE)
})

test('kill -9 at twenty random moments of promoting leaves one champion and a true history', async () => {
  const store = await open()
  for (let i = 0; i < 3; i++) await store.ledger.register({ name: 'churn', source: 'a', digest: 'd' })
  await store.ledger.promote('churn', 1, { by: 'ada' })
  await store.close()

  let lines = 0
  for (let killed = 0; killed < 20; killed += 4) {
    await Promise.all(
      Array.from({ length: 4 }, () => work('promote', path)).map(async (worker) => {
        await once(worker.stdout!, 'data')
        await sleep(Math.random() * 60)
        worker.kill('SIGKILL')
        await once(worker, 'exit')
      }),
    )
    const after = await open()
    const versions = await expectConsistent(after, 'churn')
    const champion = await after.models.getVersionByAlias('churn', 'champion')
    expect(versions.filter(({ stage }) => stage === 'Production')).toEqual([champion])
    const history = await after.ledger.history('churn')
    expect(history.length).toBeGreaterThanOrEqual(lines)
    lines = history.length
    await after.close()
    expect(integrity()).toEqual(WHOLE)
  }
  expect(lines).toBeGreaterThan(20)
})
