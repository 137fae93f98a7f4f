// kill -9 of a tracking server under 32 clients: what was acknowledged is there, and nothing is there by half.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'
import { type TrackingProcess, trackingProcess } from '../fixtures/tracking-process.ts'
import { createCounts } from './counts.ts'

const KILLS = process.env['ATTACK'] === 'full' ? 50 : 10
const CLIENTS = 32
const KEYS = 10

async function ask<T>(url: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

it(`${KILLS} kills under ${CLIENTS} clients: every acknowledged batch is there, none by half`, async () => {
  const folder = temporaryFolder()
  const counts = createCounts('tracking server killed')
  const acknowledged = new Map<string, Set<number>>()
  const created = new Set<string>()
  let step = 0

  const write = async (url: string, runId: string): Promise<void> => {
    const at = ++step
    const metrics = Array.from({ length: KEYS }, (_, i) => ({ key: `m${i}`, value: at, step: at, timestamp: at }))
    await ask(url, 'runs/log-batch', {
      run_id: runId,
      metrics,
      params: [{ key: `p${at}`, value: String(at) }],
      tags: [{ key: 'last', value: String(at) }],
    })
    acknowledged.get(runId)!.add(at)
    counts.add('batches acknowledged')
  }
  const client = async ({ url }: TrackingProcess): Promise<void> => {
    try {
      const { run } = await ask<{ run: { info: { run_id: string } } }>(url, 'runs/create', { experiment_id: '0' })
      acknowledged.set(run.info.run_id, new Set())
      created.add(run.info.run_id)
      // The server ends it.
      for (;;) await write(url, run.info.run_id)
    } catch {
      counts.add('clients cut off')
    }
  }

  for (let kill = 0; kill < KILLS; kill++) {
    const server = await trackingProcess(folder)
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => client(server)))
    await sleep(100 + ((kill * 37) % 200))
    server.child.kill('SIGKILL')
    await Promise.all([clients, once(server.child, 'exit')])
    counts.add('kills')
  }

  const { url } = await trackingProcess(folder)
  for (const [runId, steps] of acknowledged) {
    const { run } = await ask<{ run: { data: { params: { key: string }[] } } }>(url, `runs/get?run_id=${runId}`)
    const params = new Set(run.data.params.map(({ key }) => Number(key.slice(1))))
    const found = await Promise.all(
      Array.from({ length: KEYS }, (_, i) =>
        ask<{ metrics: { step: number }[] }>(url, `metrics/get-history?run_id=${runId}&metric_key=m${i}`),
      ),
    )
    for (const { metrics } of found) {
      // As many of each metric, and of the params that came with them: whole batches.
      expect(new Set(metrics.map((metric) => metric.step))).toEqual(params)
    }
    for (const at of steps) expect(params.has(at), `batch ${at} of ${runId}`).toBe(true)
    counts.add('batches found', params.size)
  }
  counts.report()
  expect(created.size).toBeGreaterThan(KILLS)
  expect(counts.of('batches found')).toBeGreaterThanOrEqual(counts.of('batches acknowledged'))
})
