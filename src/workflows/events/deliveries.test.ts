import { expect, onTestFinished, test } from 'vitest'
import { httpReceiver } from '../../../test/fixtures/http-receiver.ts'
import { temporaryFolder } from '../../../test/fixtures/prediction-disk.ts'
import { openSqliteStore } from '../../adapters/sql/index.ts'
import { systemProcesses } from '../../adapters/system/index.ts'
import { createWebhookSender } from '../../adapters/webhooks/index.ts'
import { createDeliveries } from './deliveries.ts'

const sender = createWebhookSender({ allowHttp: true, allowPrivate: true })

/** One webhook at `url`, one event that waits for it, and a clock that is set by hand. */
async function waiting(url: string) {
  let now = Date.UTC(2026, 0, 1)
  const clock = { now: () => now }
  const path = `${temporaryFolder()}/store.db`
  const { webhooks, close } = await openSqliteStore({ path, clock, processes: systemProcesses })
  onTestFinished(close)
  const events = [{ entity: 'champion', action: 'promoted' }]
  await webhooks.create({ name: 'hook', url, events, secret: 's' })
  await webhooks.enqueue({ name: 'champion.promoted', data: { name: 'm', version: '1' } }, 10)
  const warnings: string[] = []
  const deliveries = createDeliveries({ webhooks, sender, clock, warn: (message) => void warnings.push(message) })
  return {
    webhooks,
    warnings,
    send: () => deliveries.sendDue(),
    pass: (ms: number) => void (now += ms),
    /** What is still to be told, however late. */
    async left() {
      now += 1e9
      return webhooks.claim(10, 1)
    },
  }
}

test('a delivery is sent once', async () => {
  const { url, asked } = await httpReceiver(() => 204)
  const { send, left, warnings } = await waiting(url)
  await send()
  await send()
  expect(asked).toHaveLength(1)
  expect(JSON.parse(asked[0]!.body)).toMatchObject({ entity: 'champion', data: { name: 'm', version: '1' } })
  expect([await left(), warnings]).toEqual([[], []])
})

test.each([429, 500, 503])(
  'after %d it is sent again, the same, after 1, 2 and 4 seconds, and then given up',
  async (status) => {
    const { url, asked } = await httpReceiver(() => status)
    const { send, left, pass, warnings } = await waiting(url)
    await send()
    for (const [seconds, before] of [1, 2, 4].entries()) {
      pass(before * 1000 - 1)
      await send()
      expect(asked).toHaveLength(seconds + 1)
      pass(1)
      await send()
      expect(asked).toHaveLength(seconds + 2)
    }
    expect(new Set(asked.map(({ body }) => body)).size).toBe(1)
    expect(new Set(asked.map(({ headers }) => headers['x-mlflow-delivery-id'])).size).toBe(1)
    expect(new Set(asked.map(({ headers }) => headers['x-mlflow-signature'])).size).toBe(4)
    expect(await left()).toEqual([])
    expect(warnings).toEqual([expect.stringMatching(`^webhook hook: .* 4 attempts: status ${status}$`)])
  },
)

test('a receiver that is back is told', async () => {
  const { url, asked } = await httpReceiver((request) => (request === 0 ? 500 : 200))
  const { send, left, pass, warnings } = await waiting(url)
  await send()
  pass(1000)
  await send()
  expect(asked).toHaveLength(2)
  expect([await left(), warnings]).toEqual([[], []])
})

test.each([307, 400, 401, 404])('%d is an answer for good', async (status) => {
  const { url, asked } = await httpReceiver(() => status)
  const { send, left, warnings } = await waiting(url)
  await send()
  expect(await left()).toEqual([])
  expect([asked.length, warnings.length]).toEqual([1, 1])
})

test('a receiver that is not there is tried again; what is logged has no part of the url', async () => {
  const { send, pass, left, warnings } = await waiting('http://127.0.0.1:1/token')
  for (const seconds of [0, 1, 2, 4]) {
    pass(seconds * 1000)
    await send()
  }
  expect(await left()).toEqual([])
  expect(warnings).toEqual([expect.stringMatching(/ECONNREFUSED/)])
  expect(warnings[0]).not.toMatch(/token|127/)
})

test('what a sender that died had claimed is sent by the next, when its lease is over', async () => {
  const { url, asked } = await httpReceiver(() => 200)
  const { webhooks, send, pass } = await waiting(url)
  expect(await webhooks.claim(8, 60_000)).toHaveLength(1)
  await send()
  expect(asked).toHaveLength(0)
  pass(60_000)
  await send()
  expect(asked).toHaveLength(1)
})
