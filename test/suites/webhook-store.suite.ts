// What every adapter of WebhookStore must do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Clock } from '../../src/core/index.ts'
import type { Event, NewWebhook, WebhookStore } from '../../src/events/index.ts'

interface OpenWebhookStore {
  readonly webhooks: WebhookStore
  close(): Promise<void>
}

const created: Event = { name: 'registered_model.created', data: { name: 'm' } }
const hook = (more: Partial<NewWebhook> = {}): NewWebhook => ({
  name: 'hook',
  url: 'https://example.com/x',
  events: [
    { entity: 'registered_model', action: 'created' },
    { entity: 'champion', action: 'promoted' },
  ],
  ...more,
})
const unknown = expect.objectContaining({ code: 'RESOURCE_DOES_NOT_EXIST' })

/** @param open a new, empty store */
export function describeWebhookStore(name: string, open: (clock: Clock) => Promise<OpenWebhookStore>): void {
  let now = 1000
  let store: OpenWebhookStore
  let webhooks: WebhookStore
  describe(`webhook store: ${name}`, () => {
    beforeEach(async () => {
      now = 1000
      store = await open({ now: () => now })
      webhooks = store.webhooks
    })
    afterEach(() => store.close())

    describe('webhooks', () => {
      test('come back as they were made, their events in order, without their secret', async () => {
        const made = await webhooks.create(hook({ secret: 's3cret', description: 'd' }))
        expect(made).toEqual({
          ...hook({ description: 'd' }),
          webhookId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          status: 'ACTIVE',
          creationTime: 1000,
          lastUpdatedTime: 1000,
        })
        expect(await webhooks.get(made.webhookId)).toEqual(made)
        expect(await webhooks.secretOf(made.webhookId)).toBe('s3cret')
      })

      test('change in what is given alone', async () => {
        const { webhookId } = await webhooks.create(hook({ secret: 'a' }))
        now = 2000
        const events = [{ entity: 'gate_decision', action: 'created' }]
        const changed = await webhooks.update(webhookId, { events, status: 'DISABLED', name: undefined })
        expect(changed).toMatchObject({ name: 'hook', events, status: 'DISABLED', lastUpdatedTime: 2000 })
        await webhooks.update(webhookId, { secret: 'b' })
        expect(await webhooks.secretOf(webhookId)).toBe('b')
      })

      test('are listed a page at a time, the newest first', async () => {
        for (const one of ['a', 'b', 'c', 'd', 'e']) {
          await webhooks.create(hook({ name: one }))
          if (one !== 'b') now++
        }
        const names: string[] = []
        let pageToken: string | undefined
        do {
          const page = await webhooks.list({ maxResults: 2, pageToken })
          names.push(...page.items.map((item) => item.name))
          pageToken = page.nextPageToken ?? undefined
        } while (pageToken !== undefined)
        expect(names.slice(0, 2)).toEqual(['e', 'd'])
        expect(names.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
        await expect(webhooks.list({ maxResults: 1001 })).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
      })

      test('that are gone are not known', async () => {
        const { webhookId } = await webhooks.create(hook())
        await webhooks.enqueue(created, 10)
        await webhooks.delete(webhookId)
        expect(await webhooks.claim(10, 1)).toEqual([])
        await expect(webhooks.get(webhookId)).rejects.toEqual(unknown)
        await expect(webhooks.delete(webhookId)).rejects.toEqual(unknown)
        await expect(webhooks.update(webhookId, {})).rejects.toEqual(unknown)
        await expect(webhooks.secretOf(webhookId)).rejects.toEqual(unknown)
      })
    })

    describe('deliveries', () => {
      test('are made for active webhooks that listen', async () => {
        const { webhookId } = await webhooks.create(hook({ secret: 's' }))
        await webhooks.create(hook({ events: [{ entity: 'model_version', action: 'created' }] }))
        await webhooks.create(hook({ status: 'DISABLED' }))
        await webhooks.enqueue(created, 10)
        const claimed = await webhooks.claim(10, 1000)
        expect(claimed).toMatchObject([{ webhookId, webhookName: 'hook', url: hook().url, secret: 's', attempts: 0 }])
        expect(JSON.parse(claimed[0]!.body)).toEqual({
          entity: 'registered_model',
          action: 'created',
          timestamp: '1970-01-01T00:00:01.000+00:00',
          data: { name: 'm' },
        })
      })

      test('are claimed by one, until the lease is over: then they are another`s, the same in id and body', async () => {
        await webhooks.create(hook())
        await webhooks.enqueue(created, 10)
        const [first] = await webhooks.claim(10, 500)
        now += 499
        expect(await webhooks.claim(10, 500)).toEqual([])
        now += 1
        expect(await webhooks.claim(10, 500)).toEqual([first])
      })

      test('are claimed by one of several that ask at once', async () => {
        await webhooks.create(hook())
        for (let i = 0; i < 6; i++) await webhooks.enqueue(created, 10)
        const claims = await Promise.all([1, 2, 3, 4].map(() => webhooks.claim(2, 500)))
        const ids = claims.flat().map((delivery) => delivery.deliveryId)
        expect(ids).toHaveLength(6)
        expect(new Set(ids).size).toBe(6)
      })

      test('come again after a failure, and not after they are settled', async () => {
        await webhooks.create(hook())
        await webhooks.enqueue(created, 10)
        const [{ deliveryId } = { deliveryId: '' }] = await webhooks.claim(1, 500)
        await webhooks.postpone(deliveryId, 100)
        expect(await webhooks.claim(1, 500)).toEqual([])
        now += 100
        expect(await webhooks.claim(1, 500)).toMatchObject([{ deliveryId, attempts: 1 }])
        await webhooks.settle(deliveryId)
        now += 1000
        expect(await webhooks.claim(1, 500)).toEqual([])
      })

      test('of one webhook are bounded', async () => {
        await webhooks.create(hook())
        expect(await webhooks.enqueue(created, 2)).toBe(0)
        expect(await webhooks.enqueue(created, 2)).toBe(0)
        expect(await webhooks.enqueue(created, 2)).toBe(1)
        expect(await webhooks.claim(10, 500)).toHaveLength(2)
      })
    })
  })
}
