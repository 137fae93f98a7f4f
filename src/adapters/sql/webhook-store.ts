// Webhooks and what they are still to be told, in their tables.
import { randomUUID } from 'node:crypto'
import { AppError, type Clock } from '../../core/index.ts'
import type { Delivery, NewWebhook, Webhook, WebhookStore } from '../../events/index.ts'
import { decodePageToken, encodePageToken } from '../../track/index.ts'
import type { SqlEngine } from './sql-engine.ts'
import type { Db, WebhookRow } from './tables.ts'

const MOST_RESULTS = 1000

function unknownWebhook(webhookId: string): AppError {
  return new AppError(
    'RESOURCE_DOES_NOT_EXIST',
    `Webhook with ID ${JSON.stringify(webhookId.slice(0, 100))} not found.`,
    {
      fix: 'List the webhooks to see those that exist',
    },
  )
}

async function requireRow(tx: Db, webhookId: string): Promise<WebhookRow> {
  const row = await tx.selectFrom('webhooks').selectAll().where('webhook_id', '=', webhookId).executeTakeFirst()
  if (row === undefined) throw unknownWebhook(webhookId)
  return row
}

async function webhooksOf(tx: Db, rows: readonly WebhookRow[]): Promise<Webhook[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.webhook_id)
  const events = await tx
    .selectFrom('webhook_events')
    .selectAll()
    .where('webhook_id', 'in', ids)
    .orderBy('position')
    .execute()
  const eventsOf = Map.groupBy(events, (event) => event.webhook_id)
  return rows.map((row) => ({
    webhookId: row.webhook_id,
    name: row.name,
    url: row.url,
    events: (eventsOf.get(row.webhook_id) ?? []).map(({ entity, action }) => ({ entity, action })),
    description: row.description,
    status: row.status,
    creationTime: row.creation_time,
    lastUpdatedTime: row.last_updated_time,
  }))
}

async function insertEvents(tx: Db, webhookId: string, events: NewWebhook['events']): Promise<void> {
  const rows = events.map(({ entity, action }, position) => ({ webhook_id: webhookId, entity, action, position }))
  await tx
    .insertInto('webhook_events')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function readWebhook(tx: Db, webhookId: string): Promise<Webhook> {
  return (await webhooksOf(tx, [await requireRow(tx, webhookId)]))[0]!
}

function pageSize(maxResults: number | undefined): number {
  const size = maxResults || 100
  if (size >= 1 && size <= MOST_RESULTS) return size
  throw new AppError('INVALID_PARAMETER_VALUE', `max_results must be between 1 and ${MOST_RESULTS}, not ${size}`, {
    fix: 'Ask for less, and for further pages',
  })
}

export function createWebhookStore({ asking, reading, writing }: SqlEngine, clock: Clock): WebhookStore {
  return {
    create: ({ name, url, events, description, secret, status = 'ACTIVE' }) =>
      writing(async (tx) => {
        const now = clock.now()
        const row: WebhookRow = {
          webhook_id: randomUUID(),
          name,
          url,
          description: description ?? null,
          secret: secret ?? null,
          status,
          creation_time: now,
          last_updated_time: now,
        }
        await tx.insertInto('webhooks').values(row).execute()
        await insertEvents(tx, row.webhook_id, events)
        return readWebhook(tx, row.webhook_id)
      }),

    get: (webhookId) => reading((tx) => readWebhook(tx, webhookId)),

    list: ({ maxResults, pageToken } = {}) =>
      reading(async (tx) => {
        const size = pageSize(maxResults)
        let select = tx.selectFrom('webhooks').selectAll().orderBy('creation_time', 'desc').orderBy('webhook_id')
        if (pageToken !== undefined) {
          const [time, id] = decodePageToken(pageToken, ['number', 'string']) as [number, string]
          select = select.where((eb) =>
            eb.or([
              eb('creation_time', '<', time),
              eb.and([eb('creation_time', '=', time), eb('webhook_id', '>', id)]),
            ]),
          )
        }
        const rows = await select.limit(size + 1).execute()
        const items = await webhooksOf(tx, rows.slice(0, size))
        const last = items.at(-1)
        const nextPageToken =
          rows.length > size && last !== undefined ? encodePageToken([last.creationTime, last.webhookId]) : null
        return { items, nextPageToken }
      }),

    update: (webhookId, { events, ...change }) =>
      writing(async (tx) => {
        await requireRow(tx, webhookId)
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
        await tx
          .updateTable('webhooks')
          .set({ ...given, last_updated_time: clock.now() })
          .where('webhook_id', '=', webhookId)
          .execute()
        if (events !== undefined) {
          await tx.deleteFrom('webhook_events').where('webhook_id', '=', webhookId).execute()
          await insertEvents(tx, webhookId, events)
        }
        return readWebhook(tx, webhookId)
      }),

    delete: (webhookId) =>
      writing(async (tx) => {
        await requireRow(tx, webhookId)
        await tx.deleteFrom('webhooks').where('webhook_id', '=', webhookId).execute()
      }),

    secretOf: (webhookId) => reading(async (tx) => (await requireRow(tx, webhookId)).secret),

    async enqueue({ name, data }, most) {
      const [entity, action] = name.split('.') as [string, string]
      const listening = (tx: Db) =>
        tx
          .selectFrom('webhook_events as event')
          .innerJoin('webhooks as webhook', 'webhook.webhook_id', 'event.webhook_id')
          .where('event.entity', '=', entity)
          .where('event.action', '=', action)
          .where('webhook.status', '=', 'ACTIVE')
          .select((eb) => [
            'webhook.webhook_id',
            eb
              .selectFrom('webhook_deliveries as waiting')
              .select((count) => count.fn.countAll<number>().as('count'))
              .whereRef('waiting.webhook_id', '=', 'webhook.webhook_id')
              .as('waiting'),
          ])
          .execute()
      // Most stores have no webhook: no lock is taken for them.
      if ((await asking(listening)).length === 0) return 0
      return writing(async (tx) => {
        const now = clock.now()
        const timestamp = new Date(now).toISOString().replace('Z', '+00:00')
        const body = JSON.stringify({ entity, action, timestamp, data })
        const all = await listening(tx)
        const open = all.filter(({ waiting }) => Number(waiting) < most)
        const rows = open.map(({ webhook_id }) => ({
          delivery_id: randomUUID(),
          webhook_id,
          body,
          attempts: 0,
          due_at: now,
        }))
        if (rows.length > 0) await tx.insertInto('webhook_deliveries').values(rows).execute()
        return all.length - open.length
      })
    },

    async claim(limit, leaseMs) {
      const due = (tx: Db) =>
        tx
          .selectFrom('webhook_deliveries as delivery')
          .innerJoin('webhooks as webhook', 'webhook.webhook_id', 'delivery.webhook_id')
          .where('delivery.due_at', '<=', clock.now())
          .where('webhook.status', '=', 'ACTIVE')
          .select(['delivery_id', 'webhook.webhook_id', 'webhook.name', 'url', 'secret', 'body', 'attempts'])
          .orderBy('delivery.due_at')
          .orderBy('delivery_id')
          .limit(limit)
          .execute()
      if ((await asking(due)).length === 0) return []
      return writing(async (tx): Promise<readonly Delivery[]> => {
        const rows = await due(tx)
        if (rows.length === 0) return []
        await tx
          .updateTable('webhook_deliveries')
          .set({ due_at: clock.now() + leaseMs })
          .where(
            'delivery_id',
            'in',
            rows.map((row) => row.delivery_id),
          )
          .execute()
        return rows.map((row) => ({
          deliveryId: row.delivery_id,
          webhookId: row.webhook_id,
          webhookName: row.name,
          url: row.url,
          secret: row.secret,
          body: row.body,
          attempts: row.attempts,
        }))
      })
    },

    postpone: async (deliveryId, delayMs) => {
      await writing((tx) =>
        tx
          .updateTable('webhook_deliveries')
          .set((eb) => ({ attempts: eb('attempts', '+', 1), due_at: clock.now() + delayMs }))
          .where('delivery_id', '=', deliveryId)
          .execute(),
      )
    },

    settle: async (deliveryId) => {
      await writing((tx) => tx.deleteFrom('webhook_deliveries').where('delivery_id', '=', deliveryId).execute())
    },
  }
}
