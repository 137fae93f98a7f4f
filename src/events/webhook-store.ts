// Who is told of what, and what is still to be told.
import type { Page } from '../track/index.ts'
import type { Event, EventType } from './event.ts'
import type { Webhook, WebhookStatus } from './webhook.ts'

export interface NewWebhook {
  readonly name: string
  readonly url: string
  readonly events: readonly EventType[]
  readonly description?: string | undefined
  readonly secret?: string | undefined
  /** @default ACTIVE */
  readonly status?: WebhookStatus | undefined
}

/** What is left out stays as it is. */
export type WebhookChange = { readonly [K in keyof NewWebhook]?: NewWebhook[K] | undefined }

/** One event for one webhook. Its id and body stay the same however often it is sent. */
export interface Delivery {
  readonly deliveryId: string
  readonly webhookId: string
  readonly webhookName: string
  readonly url: string
  readonly secret: string | null
  /** JSON. */
  readonly body: string
  /** Attempts that failed so far. */
  readonly attempts: number
}

export interface WebhookStore {
  create(webhook: NewWebhook): Promise<Webhook>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  get(webhookId: string): Promise<Webhook>
  /** The newest first. @throws INVALID_PARAMETER_VALUE */
  list(page?: {
    readonly maxResults?: number | undefined
    readonly pageToken?: string | undefined
  }): Promise<Page<Webhook>>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  update(webhookId: string, change: WebhookChange): Promise<Webhook>
  /** With what it was still to be told. @throws RESOURCE_DOES_NOT_EXIST */
  delete(webhookId: string): Promise<void>
  /** For signing alone. @throws RESOURCE_DOES_NOT_EXIST */
  secretOf(webhookId: string): Promise<string | null>
  /** A delivery for each active webhook that listens; one that has `most` waiting is passed over. Gives how many were passed over. */
  enqueue(event: Event, most: number): Promise<number>
  /** At most `limit` whose time has come, for this process alone until `leaseMs` have passed: whoever dies with them leaves them to others. */
  claim(limit: number, leaseMs: number): Promise<readonly Delivery[]>
  /** It failed; it is due again after `delayMs`. */
  postpone(deliveryId: string, delayMs: number): Promise<void>
  /** Told, or given up. */
  settle(deliveryId: string): Promise<void>
}
