// The program on PostgreSQL: a model from its table to its answer, and two tracking servers that lose each other and their database.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createCliProject } from '../fixtures/cli-project.ts'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'
import { type TrackingProcess, trackingProcess } from '../fixtures/tracking-process.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await cluster.stop()
})
beforeEach(async () => {
  vi.stubEnv('MODELWRIGHT_STORE', await cluster.newDatabase())
})

test('trains, promotes, serves and predicts', async () => {
  const project = createCliProject()
  try {
    expect(await project.run('runs', 'list').catch(String)).toContain('the database holds no store yet')
    expect(await project.train()).toBe('models:/churn-classifier/1')
    await project.run('promote', 'churn-classifier', '1')
    const { runs } = JSON.parse(await project.run('runs', 'list', '--json'))
    expect(runs).toMatchObject([{ status: 'FINISHED' }])
    const server = await project.serve('models:/churn-classifier@champion')
    const response = await fetch(`${server.url}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenure: 3, monthly_charges: 90.5, contract_type: 'Month-to-month' }),
    })
    expect(await response.json()).toMatchObject({ model_version: '1' })
    expect(await server.stop('SIGINT')).toBe(0)
  } finally {
    project.remove()
  }
})

const CLIENTS = 16
/** What a client of MLflow tries again. */
const AGAIN = new Set([429, 500, 502, 503, 504])

test('one of two tracking servers is killed, the database restarted: clients try again, and nothing acknowledged is lost', async () => {
  const servers = await Promise.all([trackingProcess(temporaryFolder()), trackingProcess(temporaryFolder())])
  const end = performance.now() + 4000
  let again = 0

  /** Asks one server, and the other after each failure. @throws Error of an answer that no client tries again */
  async function ask<T>(at: number, path: string, body?: object): Promise<T> {
    for (let attempt = at; attempt < at + 200; attempt++) {
      const { url }: TrackingProcess = servers[attempt % servers.length]!
      const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
        signal: AbortSignal.timeout(30_000),
        ...(body !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      }).catch(() => undefined)
      if (response?.ok) return (await response.json()) as T
      if (response !== undefined && !AGAIN.has(response.status)) throw new Error(await response.text())
      again++
      await sleep(20)
    }
    throw new Error(`no server answered ${path}`)
  }

  const create = { experiment_id: '0' }
  const client = async (at: number): Promise<{ runId: string; steps: number[] }> => {
    const { run } = await ask<{ run: { info: { run_id: string } } }>(at, 'runs/create', create)
    const runId = run.info.run_id
    const steps: number[] = []
    for (let step = 0; performance.now() < end; step++) {
      const metrics = ['a', 'b'].map((key) => ({ key, value: step, step, timestamp: step }))
      const params = [{ key: `p${step}`, value: String(step) }]
      await ask(at, 'runs/log-batch', { run_id: runId, metrics, params })
      steps.push(step)
    }
    return { runId, steps }
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, at) => client(at)))
  await sleep(1000)
  servers[0].child.kill('SIGKILL')
  await once(servers[0].child, 'exit')
  await sleep(500)
  await cluster.restart()
  const logged = await clients

  expect(again).toBeGreaterThan(0)
  for (const { runId, steps } of logged) {
    expect(steps.length).toBeGreaterThan(1)
    for (const key of ['a', 'b']) {
      const path = `metrics/get-history?run_id=${runId}&metric_key=${key}`
      const { metrics } = await ask<{ metrics: { step: number }[] }>(1, path)
      expect(metrics.map(({ step }) => step)).toEqual(steps)
    }
    const { run } = await ask<{ run: { data: { params: unknown[] } } }>(1, `runs/get?run_id=${runId}`)
    expect(run.data.params).toHaveLength(steps.length)
  }
})
