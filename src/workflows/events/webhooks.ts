// What a user does with webhooks.
import { randomUUID } from 'node:crypto'
import { AppError, type Clock, isAppError } from '../../core/index.ts'
import {
  checkWebhookName,
  checkWebhookText,
  EVENTS,
  type EventType,
  exampleData,
  isEventType,
  type NewWebhook,
  nameOf,
  type WebhookChange,
  type WebhookSender,
  type WebhookStore,
} from '../../events/index.ts'
import { signedHeaders } from './deliveries.ts'

export type TestResult =
  | { readonly success: boolean; readonly status: number; readonly body: string }
  | { readonly success: false; readonly error: string }

export interface Webhooks extends Pick<WebhookStore, 'create' | 'get' | 'list' | 'update' | 'delete'> {
  /** Sends an example once. @param event @default the first that the webhook listens to @throws RESOURCE_DOES_NOT_EXIST */
  test(webhookId: string, event?: EventType): Promise<TestResult>
}

export interface WebhookDeps {
  readonly webhooks: WebhookStore
  readonly sender: WebhookSender
  readonly clock: Clock
}

function checkEvents(events: readonly EventType[]): void {
  if (events.length === 0) {
    throw new AppError('INVALID_PARAMETER_VALUE', 'Webhook events cannot be empty', { fix: 'Name at least one' })
  }
  const unknown = events.find((type) => !isEventType(type))
  if (unknown === undefined) return
  throw new AppError('INVALID_PARAMETER_VALUE', `Invalid action '${unknown.action}' for entity '${unknown.entity}'`, {
    where: 'events',
    fix: `There are ${EVENTS.join(', ')}`,
  })
}

export function createWebhooks({ webhooks, sender, clock }: WebhookDeps): Webhooks {
  const check = async ({ name, url, events, description, secret }: WebhookChange): Promise<void> => {
    if (name !== undefined) checkWebhookName(name)
    if (description !== undefined) checkWebhookText(description, 'description', 1000)
    if (secret !== undefined) checkWebhookText(secret, 'secret', 1000)
    if (events !== undefined) checkEvents(events)
    if (url !== undefined) {
      checkWebhookText(url, 'url', 500)
      await sender.check(url)
    }
  }
  return {
    get: webhooks.get,
    list: webhooks.list,
    delete: webhooks.delete,
    async create(webhook: NewWebhook) {
      await check(webhook)
      return webhooks.create(webhook)
    },
    async update(webhookId, change) {
      await webhooks.get(webhookId)
      await check(change)
      return webhooks.update(webhookId, change)
    },
    async test(webhookId, event) {
      const webhook = await webhooks.get(webhookId)
      const type = event ?? webhook.events[0]!
      checkEvents([type])
      const secret = await webhooks.secretOf(webhookId)
      const { entity, action } = type
      const now = clock.now()
      const timestamp = new Date(now).toISOString().replace('Z', '+00:00')
      const body = JSON.stringify({ entity, action, timestamp, data: exampleData(nameOf(type)) })
      try {
        const answered = await sender.send(webhook.url, body, signedHeaders(randomUUID(), body, secret, now))
        return { success: answered.status < 400, ...answered }
      } catch (error) {
        if (!isAppError(error)) throw error
        return { success: false, error: error.message }
      }
    },
  }
}
