import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { describeChampionLedger } from '../../../../test/suites/champion-ledger.suite.ts'
import { describeKeyStore } from '../../../../test/suites/key-store.suite.ts'
import { describeLoggedModelStore } from '../../../../test/suites/logged-model-store.suite.ts'
import { describeMetricHistory } from '../../../../test/suites/metric-history.suite.ts'
import { describeModelStore } from '../../../../test/suites/model-store.suite.ts'
import { describeOlderStore } from '../../../../test/suites/older-store.suite.ts'
import { describeRunSearch } from '../../../../test/suites/run-search.suite.ts'
import { describeRunStore } from '../../../../test/suites/run-store.suite.ts'
import { describeStoreDump } from '../../../../test/suites/store-dump.suite.ts'
import { describeStoreRaces } from '../../../../test/suites/store-races.suite.ts'
import { describeWebhookStore } from '../../../../test/suites/webhook-store.suite.ts'
import { systemProcesses } from '../../system/index.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import { createSqliteDialect } from './sqlite-dialect.ts'
import { SQLITE_FLAVOUR } from './sqlite-engine.ts'
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts'

const world = { clock: Date, processes: systemProcesses }
const scratch = mkdtempSync(join(tmpdir(), 'sql-store-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let count = 0
const newPath = (): string => join(scratch, String(count++), 'store.db')
const openAt = (path: string, busyTimeoutMs = 5000): Promise<SqliteStore> =>
  openSqliteStore({ path, ...world, busyTimeoutMs })

/** A new store, made and closed again. */
async function made(clock: { now(): number } = Date): Promise<string> {
  const path = newPath()
  await (await openSqliteStore({ path, ...world, clock })).close()
  return path
}

let first: string | undefined
/** A copy of an empty store, which costs less than making one. */
async function copied(clock: { now(): number }): Promise<string> {
  first ??= await made(clock)
  const path = newPath()
  mkdirSync(join(path, '..'))
  copyFileSync(first, path)
  return path
}

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

test('a new store is for its owner alone, and so is its WAL; one that is there keeps its mode', async () => {
  const path = newPath()
  const store = await openAt(path)
  expect([modeOf(path), modeOf(`${path}-wal`)]).toEqual(['600', '600'])
  await store.close()
  chmodSync(path, 0o640)
  await (await openAt(path)).close()
  expect(modeOf(path)).toBe('640')
})

const openWithClock = async (now: number) => {
  const clock = { now: () => now }
  return openSqliteStore({ path: await copied(clock), ...world, clock })
}
describeRunStore('SQLite', openWithClock)
describeRunSearch('SQLite', openWithClock)
describeMetricHistory('SQLite', openWithClock)
describeLoggedModelStore('SQLite', openWithClock)
const openCopy = async () => openAt(await copied(Date))
describeModelStore('SQLite', openCopy)
describeChampionLedger('SQLite', openCopy)
describeStoreDump('SQLite', openCopy)
describeKeyStore('SQLite', async () => openSqliteStore({ path: await copied(Date), ...world }))
describeStoreRaces('SQLite', async (count) => {
  const path = await copied(Date)
  return Promise.all(Array.from({ length: count }, () => openAt(path, 30_000)))
})
describeOlderStore('SQLite', async (rows) => {
  const path = newPath()
  mkdirSync(join(path, '..'))
  const database = new DatabaseSync(path)
  const db = new Kysely<unknown>({ dialect: createSqliteDialect({ database, busyTimeoutMs: 0 }) })
  await migrate(db, { migrations: MIGRATIONS.slice(0, 2), flavour: SQLITE_FLAVOUR, now: 1 })
  for (const row of rows) database.exec(row)
  await db.destroy()
  return openAt(path)
})
describeWebhookStore('SQLite', async (clock) => openSqliteStore({ path: await copied(clock), ...world, clock }))

test('keeps everything across closing and opening', async () => {
  const path = newPath()
  const first = await openAt(path)
  const run = await first.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
  await first.ledger.register({ name: 'm', source: 'a', digest: 'd' })
  await first.close()
  const second = await openAt(path)
  expect(await second.runs.getRun(run.runId)).toEqual(run)
  expect((await second.models.getVersion('m', 1)).source).toBe('a')
  await second.close()
})

test('two openings of one store see each other at once', async () => {
  const path = newPath()
  const [a, b] = await Promise.all([openAt(path), openAt(path)])
  const run = await a.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
  const before = await b.ledger.revision()
  await a.ledger.register({ name: 'm', source: 'a', digest: 'd' })
  expect((await b.runs.getRun(run.runId)).runId).toBe(run.runId)
  expect(await b.ledger.revision()).toBeGreaterThan(before)
  await Promise.all([a.close(), b.close()])
})

test('ends the runs of a process that was killed, and says why', async () => {
  const path = await made()
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { openSqliteStore } = await import(${JSON.stringify(join(import.meta.dirname, '../index.ts'))})
       const { systemProcesses: processes } = await import(${JSON.stringify(join(import.meta.dirname, '../../system/index.ts'))})
       const run = async (ownsRuns) => {
         const { runs } = await openSqliteStore({ path: ${JSON.stringify(path)}, clock: Date, processes, ownsRuns })
         return runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
       }
       console.log(JSON.stringify([await run(true), await run(false)].map((run) => run.runId)))
       setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  const [owned, served] = JSON.parse(String(chunk)) as [string, string]

  const meanwhile = await openAt(path)
  expect((await meanwhile.runs.getRun(owned)).status).toBe('RUNNING')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const after = await openAt(path)
  const lost = await after.runs.getRun(owned)
  expect(lost).toMatchObject({ status: 'FAILED', endTime: expect.any(Number) })
  expect(lost.tags['modelwright.lost']).toBe(`process ${child.pid} ended without finishing the run`)
  expect((await after.runs.getRun(served)).status).toBe('RUNNING')
  expect(await meanwhile.liveness.markLostRuns()).toEqual([])
  await Promise.all([meanwhile.close(), after.close()])
})

test('a run of a process id that another process has now is lost too', async () => {
  const path = newPath()
  const store = await openAt(path)
  const { runId } = await store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
  const database = new DatabaseSync(path)
  database.exec(`update runs set owner_began = '1'`)
  database.close()
  expect(await store.liveness.markLostRuns()).toEqual(process.platform === 'linux' ? [runId] : [])
  await store.close()
})

test('a run of another machine is left alone', async () => {
  const path = newPath()
  const store = await openAt(path)
  await store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
  const database = new DatabaseSync(path)
  database.exec(`update runs set owner_host = 'elsewhere', owner_pid = 4194305`)
  database.close()
  expect(await store.liveness.markLostRuns()).toEqual([])
  await store.close()
})

test('refuses a file that is not a database, by name and with the way out', async () => {
  const path = newPath()
  mkdirSync(join(path, '..'))
  writeFileSync(path, 'not a database at all, '.repeat(400))
  await expect(openAt(path)).rejects.toMatchObject({
    code: 'STORE_INVALID',
    where: path,
    fix: expect.stringContaining('backup'),
  })
})

test('says that a page inside the file is damaged', async () => {
  const path = newPath()
  const store = await openAt(path)
  for (let i = 0; i < 50; i++) {
    await store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: i, tags: { t: 'x'.repeat(4000) } })
  }
  await store.close()
  const file = openSync(path, 'r+')
  for (let page = 1; page < 60; page++) writeSync(file, Buffer.alloc(4096, 0x5a), 0, 4096, page * 4096)
  const damaged = openAt(path).then((opened) => opened.runs.searchRuns({}))
  await expect(damaged).rejects.toMatchObject({ code: 'STORE_INVALID' })
})

test('opens a store of before verdicts were kept, with its history', async () => {
  const path = newPath()
  mkdirSync(join(path, '..'))
  const database = new DatabaseSync(path)
  const db = new Kysely<unknown>({ dialect: createSqliteDialect({ database, busyTimeoutMs: 0 }) })
  await migrate(db, { migrations: MIGRATIONS.slice(0, 1), flavour: SQLITE_FLAVOUR, now: 1 })
  database.exec(`
    insert into registered_models values ('churn', null, 1, 1, 1, 1);
    insert into model_versions values ('churn', 1, 1, 1, 'Production', null, 'x', null, 'd');
    insert into model_version_tags values ('churn', 1, 'modelwright.gate', 'passed');
    insert into aliases values ('churn', 'champion', 1);
    insert into transitions values (1, 'churn', 1, 'alias', 'alias:champion', 'promote', null, '1', 5, 'ada', 'old');
    update counters set value = 1`)
  await db.destroy()
  const { ledger, close } = await openAt(path)
  const verdict = {
    outcome: 'refused' as const,
    data: { name: 'a.csv', sha256: 'a' },
    rows: 1,
    champion: null,
    compared: false,
    policy: [],
    failed: [],
  }
  expect((await ledger.recordVerdict('churn', 1, verdict, { by: 'bob' })).tags['modelwright.gate']).toBe('refused')
  expect(await ledger.history('churn')).toMatchObject([
    { id: 2, kind: 'gate', verdict },
    { id: 1, subject: 'alias:champion', reason: 'old', verdict: null },
  ])
  await close()
})

test('refuses a store of a newer version and leaves it as it is', async () => {
  const path = await made()
  const database = new DatabaseSync(path)
  database.exec(`insert into schema_versions values (99, 'future', 0)`)
  database.close()
  await expect(openAt(path)).rejects.toMatchObject({
    code: 'STORE_INVALID',
    message: expect.stringMatching(/schema 99/),
  })
})

test('refuses a database of something else', async () => {
  const path = newPath()
  mkdirSync(join(path, '..'))
  const database = new DatabaseSync(path)
  database.exec('create table alembic_version (x)')
  database.close()
  await expect(openAt(path)).rejects.toMatchObject({ code: 'STORE_INVALID', where: path })
})

test('says that its place cannot be written', async () => {
  const path = newPath()
  mkdirSync(join(path, '..'))
  writeFileSync(path, '')
  for (const bad of [join(path, 'store.db'), join(path, 'below', 'store.db'), join(path, '..')]) {
    await expect(openAt(bad)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', where: bad })
  }
})

test('says that it cannot be read, where its owner lets no one', async () => {
  const path = newPath()
  await (await openAt(path)).close()
  chmodSync(path, 0o000)
  if (process.getuid?.() === 0) {
    // What root may read anyway, another user may not.
    chmodSync(join(path, '..'), 0o755)
    chmodSync(join(path, '..', '..'), 0o755)
    process.seteuid!(65_534)
  }
  try {
    const error = await openAt(path).catch((refused: unknown) => refused)
    expect(error).toMatchObject({
      code: 'STORE_UNWRITABLE',
      where: path,
      fix: expect.stringContaining('read permission'),
    })
  } finally {
    process.seteuid?.(process.getuid!())
  }
})

test('says that the store was replaced or deleted under it, and reads no other', async () => {
  const path = newPath()
  const store = await openAt(path)
  await store.models.createModel('m')
  const other = newPath()
  await (await openAt(other)).close()
  renameSync(other, path)
  const replaced = { code: 'STORE_INVALID', message: expect.stringContaining('replaced or deleted') }
  await expect(store.models.searchModels()).rejects.toMatchObject(replaced)
  await expect(store.models.createModel('n')).rejects.toMatchObject(replaced)
  rmSync(path)
  await expect(store.models.searchModels()).rejects.toMatchObject(replaced)
})

describe('a store cut to zero bytes is called that, and its log stays', () => {
  const cut = {
    code: 'STORE_INVALID',
    message: expect.stringContaining('cut to zero bytes'),
    fix: expect.stringMatching(/fuser.*backup.*move what is left/),
  }

  test('while a process has it open, and to that process', async () => {
    const path = newPath()
    const store = await openAt(path)
    await store.models.createModel('m')
    truncateSync(path)
    await expect(openAt(path)).rejects.toMatchObject({ ...cut, where: path })
    await expect(openSqliteStore({ path, ...world, create: false })).rejects.toMatchObject(cut)
    await expect(store.models.searchModels()).rejects.toMatchObject(cut)
    await expect(store.models.createModel('n')).rejects.toMatchObject(cut)
  })

  test('beside the log of a process that was killed', async () => {
    const from = newPath()
    const store = await openAt(from)
    await store.models.createModel('m')
    const path = newPath()
    mkdirSync(join(path, '..'))
    copyFileSync(`${from}-wal`, `${path}-wal`)
    writeFileSync(path, '')
    const { size } = statSync(`${path}-wal`)
    await expect(openAt(path)).rejects.toMatchObject(cut)
    expect(statSync(`${path}-wal`).size).toBe(size)
    await store.close()
  })

  test('with nothing beside it', async () => {
    const path = await made()
    truncateSync(path)
    await expect(openAt(path)).rejects.toMatchObject(cut)
    expect(statSync(path).size).toBe(0)
  })
})

test('does not put a new store beside the log of one that is gone', async () => {
  const from = newPath()
  const store = await openAt(from)
  await store.models.createModel('m')
  const path = newPath()
  mkdirSync(join(path, '..'))
  copyFileSync(`${from}-wal`, `${path}-wal`)
  const gone = { code: 'STORE_INVALID', message: expect.stringContaining('-wal file is still there'), where: path }
  await expect(openAt(path)).rejects.toMatchObject(gone)
  await expect(openSqliteStore({ path, ...world, create: false })).rejects.toMatchObject(gone)
  copyFileSync(from, path)
  const restored = await openAt(path)
  expect(await restored.models.searchModels()).toMatchObject({ items: [{ name: 'm' }] })
  await restored.close()
  await store.close()
})

test('makes a store that is never empty to another process, for its owner alone', async () => {
  const path = newPath()
  const stores = await Promise.all([openAt(path), openAt(path), openAt(path)])
  for (const store of stores) await store.close()
  expect(readdirSync(join(path, '..'))).toEqual(['store.db'])
  expect(modeOf(path)).toBe('600')
})

test('waits for a lock without blocking, then says who is in the way', async () => {
  const path = newPath()
  const store = await openAt(path, 150)
  const other = new DatabaseSync(path)
  other.exec('begin immediate')
  let turns = 0
  const timer = setInterval(() => turns++, 10)
  const write = store.models.createModel('m')
  await expect(write).rejects.toMatchObject({ code: 'STORE_LOCKED', fix: expect.stringMatching(/other process/) })
  clearInterval(timer)
  expect(turns).toBeGreaterThan(0)
  expect(await store.models.searchModels()).toMatchObject({ items: [] })

  await (await openAt(path, 50)).close()

  // As long as a loaded machine may need: how long it waits is not what is tested.
  const patient = await openAt(path, 20_000)
  setTimeout(() => other.exec('rollback'), 50)
  expect((await patient.models.createModel('m')).name).toBe('m')
  other.close()
  await patient.close()
  await store.close()
})
