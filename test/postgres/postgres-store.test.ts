import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgresStore, type PostgresStore } from '../../src/adapters/sql/index.ts'
import { migrate } from '../../src/adapters/sql/migrate.ts'
import { MIGRATIONS } from '../../src/adapters/sql/migrations/index.ts'
import { createPostgresEngine } from '../../src/adapters/sql/postgres/postgres-engine.ts'
import { createPool } from '../../src/adapters/sql/postgres/postgres-pool.ts'
import { systemProcesses } from '../../src/adapters/system/index.ts'
import { describeChampionLedger } from '../suites/champion-ledger.suite.ts'
import { describeKeyStore } from '../suites/key-store.suite.ts'
import { describeLoggedModelStore } from '../suites/logged-model-store.suite.ts'
import { describeMetricHistory } from '../suites/metric-history.suite.ts'
import { describeModelStore } from '../suites/model-store.suite.ts'
import { describeOlderStore } from '../suites/older-store.suite.ts'
import { describeRunSearch } from '../suites/run-search.suite.ts'
import { describeRunStore } from '../suites/run-store.suite.ts'
import { describeStoreDump } from '../suites/store-dump.suite.ts'
import { describeStoreRaces } from '../suites/store-races.suite.ts'
import { describeWebhookStore } from '../suites/webhook-store.suite.ts'
import { type Cluster, startCluster } from './cluster.ts'

async function ask(url: string, statement: string): Promise<readonly object[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(statement)
  await client.end()
  return rows
}

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

const openAt = (url: string, clock: { now(): number } = Date, retryMs = 15_000): Promise<PostgresStore> =>
  openPostgresStore({ url, clock, processes: systemProcesses, connections: 4, retryMs })
/** Databases of tests that are over: emptying one costs less than making one. */
const unused: string[] = []
async function openNew(clock: { now(): number } = Date): Promise<PostgresStore> {
  const url = unused.pop() ?? (await newStore())
  await empty(url, clock.now())
  const store = await openAt(url, clock)
  return {
    ...store,
    async close() {
      await store.close()
      unused.push(url)
    },
  }
}

async function newStore(): Promise<string> {
  const url = await cluster.newDatabase()
  await (await openAt(url)).close()
  return url
}

/** As a new store is: its schema beside, in which the rows of one are kept, is none of the store's business. */
async function empty(url: string, now: number): Promise<void> {
  await ask(
    url,
    `do $$ declare found record; begin
    set local session_replication_role = replica;
    if to_regnamespace('made') is null then
      create schema made;
      for found in select tablename from pg_tables where schemaname = 'public'
      loop execute format('create table made.%I as table public.%1$I', found.tablename); end loop;
    end if;
    for found in select tablename from pg_tables where schemaname = 'public'
    loop execute format('delete from public.%I; insert into public.%1$I table made.%1$I', found.tablename); end loop;
    update experiments set creation_time = ${now}, last_update_time = ${now};
  end $$`,
  )
}

const openAs = (now: number) => openNew({ now: () => now })
describeRunStore('PostgreSQL', openAs)
describeRunSearch('PostgreSQL', openAs)
describeMetricHistory('PostgreSQL', openAs)
describeLoggedModelStore('PostgreSQL', openAs)
describeModelStore('PostgreSQL', () => openNew())
describeChampionLedger('PostgreSQL', () => openNew())
describeStoreDump('PostgreSQL', () => openNew())
describeKeyStore('PostgreSQL', () => openNew())
describeWebhookStore('PostgreSQL', openNew)
describeOlderStore('PostgreSQL', async (rows) => {
  const url = await cluster.newDatabase()
  const { db, flavour } = createPostgresEngine(await createPool({ url, connections: 1 }), { retryMs: 0 })
  await migrate(db, { migrations: MIGRATIONS.slice(0, 2), flavour, now: 1 })
  await db.destroy()
  await ask(url, rows.join(';'))
  return openAt(url)
})
describeStoreRaces('PostgreSQL', async (count) => {
  const url = await cluster.newDatabase()
  return Promise.all(Array.from({ length: count }, () => openAt(url)))
})

test('processes that start at once bring one schema forward', async () => {
  const url = await cluster.newDatabase()
  const stores = await Promise.all(Array.from({ length: 6 }, () => openAt(url)))
  expect((await stores[5]!.runs.searchExperiments()).items).toMatchObject([{ name: 'Default' }])
  await Promise.all(stores.map((store) => store.close()))
})

test('a server that restarts is waited for, by what writes and by what reads', async () => {
  const store = await openNew()
  const { runId } = await store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
  const restarting = cluster.restart()
  for (let step = 0; step < 20; step++) {
    await store.runs.logBatch(runId, { metrics: [{ key: 'loss', value: step, timestamp: 1, step }] })
    expect(await store.ledger.revision()).toBe(0)
    expect(await store.keys.list()).toEqual([])
    expect(await store.liveness.markLostRuns()).toEqual([])
    await sleep(20)
  }
  await restarting
  expect((await store.runs.metricHistory(runId, 'loss')).items).toHaveLength(20)
  await store.close()
})

test('says what is wrong with a place, without its password', async () => {
  const gone = openAt('postgres://mw:s3cret@127.0.0.1:1/runs')
  await expect(gone).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', where: 'postgres://mw:***@127.0.0.1:1/runs' })
  const noUrl = openAt('postgres://mw:s3cret@db:port/runs')
  await expect(noUrl).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', where: 'postgres://mw:***@db:port/runs' })
  const url = await cluster.newDatabase()
  const missing = openAt(url.replace(/db\d+$/, 'nowhere'))
  await expect(missing).rejects.toThrow(/database "nowhere" does not exist/)
  await ask(url, 'create table customers (id bigint)')
  await expect(openAt(url)).rejects.toMatchObject({
    code: 'STORE_INVALID',
    message: expect.stringMatching(/customers/),
  })
})

test('work that conflicts as it is committed is done again, and gives its connection back', async () => {
  const url = await newStore()
  const { db, writing } = createPostgresEngine(await createPool({ url, connections: 2 }), { retryMs: 5000 })
  const names = ['experiment', 'transition']
  let tried = 0
  for (let round = 0; round < 5; round++) {
    // Each reads what the other changes, and waits until both have read: one after the other neither could.
    const both = Promise.withResolvers<void>()
    let reading = 0
    const work = names.map((name, i) =>
      writing(async (tx) => {
        tried++
        const other = tx
          .selectFrom('counters')
          .select('value')
          .where('name', '=', names[1 - i]!)
        const { value } = await other.executeTakeFirstOrThrow()
        if (++reading === names.length) both.resolve()
        await both.promise
        await tx
          .updateTable('counters')
          .set({ value: value + 1 })
          .where('name', '=', name)
          .execute()
      }),
    )
    await Promise.all(work)
  }
  expect(tried).toBeGreaterThan(names.length * 5)
  await db.destroy()
})

test('another schema of the database is another program`s', async () => {
  const url = await cluster.newDatabase()
  await ask(url, 'create schema crm; create table crm.customers (id bigint); create table crm.schema_versions (x text)')
  const store = await openAt(url)
  expect((await store.runs.searchExperiments()).items).toHaveLength(1)
  await store.close()
})

test('what changes nothing makes no store and brings none forward, and says what does', async () => {
  const url = await cluster.newDatabase()
  const look = () => openPostgresStore({ url, clock: Date, processes: systemProcesses, create: false })
  await expect(look()).rejects.toMatchObject({
    code: 'STORE_INVALID',
    message: expect.stringMatching(/no store yet/),
    fix: expect.stringMatching(/server/),
  })
  expect(await ask(url, `select 1 from pg_tables where schemaname = 'public'`)).toEqual([])
  await (await openAt(url)).close()
  const store = await look()
  expect((await store.runs.searchExperiments()).items).toHaveLength(1)
  await store.close()
  await ask(url, 'delete from schema_versions where version > 2')
  await expect(look()).rejects.toMatchObject({
    code: 'STORE_INVALID',
    message: expect.stringMatching(/older schema 2/),
  })
})
