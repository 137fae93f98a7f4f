import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgresStore, type PostgresStore } from '../../src/adapters/sql/index.ts'
import { systemProcesses } from '../../src/adapters/system/index.ts'
import { describeChampionLedger } from '../suites/champion-ledger.suite.ts'
import { describeKeyStore } from '../suites/key-store.suite.ts'
import { describeLoggedModelStore } from '../suites/logged-model-store.suite.ts'
import { describeMetricHistory } from '../suites/metric-history.suite.ts'
import { describeModelStore } from '../suites/model-store.suite.ts'
import { describeRunSearch } from '../suites/run-search.suite.ts'
import { describeRunStore } from '../suites/run-store.suite.ts'
import { describeStoreDump } from '../suites/store-dump.suite.ts'
import { describeWebhookStore } from '../suites/webhook-store.suite.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.stop())

const openAt = (url: string, clock: { now(): number } = Date, retryMs = 15_000): Promise<PostgresStore> =>
  openPostgresStore({ url, clock, processes: systemProcesses, connections: 4, retryMs })
/** A copy of a store that is there already costs less than making one; its Default experiment is as old as it. */
const templates = new Map<number | undefined, string>()
async function openNew(now?: number): Promise<PostgresStore> {
  const clock = now === undefined ? Date : { now: () => now }
  const made = templates.get(now) ?? (await cluster.newDatabase())
  if (!templates.has(now)) {
    await (await openAt(made, clock)).close()
    templates.set(now, made)
  }
  return openAt(await cluster.newDatabase(made), clock)
}

describeRunStore('PostgreSQL', openNew)
describeRunSearch('PostgreSQL', openNew)
describeMetricHistory('PostgreSQL', openNew)
describeLoggedModelStore('PostgreSQL', openNew)
describeModelStore('PostgreSQL', () => openNew())
describeChampionLedger('PostgreSQL', () => openNew())
describeStoreDump('PostgreSQL', () => openNew())
describeKeyStore('PostgreSQL', () => openNew())
describeWebhookStore('PostgreSQL', async (clock) => openAt(await cluster.newDatabase(), clock))

test('processes that start at once bring one schema forward', async () => {
  const url = await cluster.newDatabase()
  const stores = await Promise.all(Array.from({ length: 6 }, () => openAt(url)))
  expect((await stores[5]!.runs.searchExperiments()).items).toMatchObject([{ name: 'Default' }])
  await Promise.all(stores.map((store) => store.close()))
})

test('a server that restarts is waited for', async () => {
  const store = await openNew()
  const { runId } = await store.runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
  const restarting = cluster.restart()
  for (let step = 0; step < 20; step++) {
    await store.runs.logBatch(runId, { metrics: [{ key: 'loss', value: step, timestamp: 1, step }] })
    await sleep(20)
  }
  await restarting
  expect((await store.runs.metricHistory(runId, 'loss')).items).toHaveLength(20)
  await store.close()
})

test('says what is wrong with a place, without its password', async () => {
  const gone = openAt('postgres://mw:s3cret@127.0.0.1:1/runs')
  await expect(gone).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', where: 'postgres://mw:***@127.0.0.1:1/runs' })
  const url = await cluster.newDatabase()
  const missing = openAt(url.replace(/db\d+$/, 'nowhere'))
  await expect(missing).rejects.toThrow(/database "nowhere" does not exist/)
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('create table customers (id bigint)')
  await client.end()
  await expect(openAt(url)).rejects.toMatchObject({ code: 'STORE_INVALID' })
})
