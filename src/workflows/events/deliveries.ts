// Sends what waits. A delivery is in the store until it is told or given up: whoever is killed meanwhile leaves it to the next.
import { type Clock, isAppError } from '../../core/index.ts'
import {
  type Delivery,
  SIGNATURE_HEADERS,
  signature,
  type WebhookSender,
  type WebhookStore,
} from '../../events/index.ts'
import type { Ticker } from '../../serve/index.ts'

export interface DeliveryDeps {
  readonly webhooks: Pick<WebhookStore, 'claim' | 'postpone' | 'settle'>
  readonly sender: WebhookSender
  readonly clock: Clock
  /** Hears what is given up, and why. */
  readonly warn: (message: string) => void
}

export interface Deliveries {
  /** Looks for what is due, again and again. */
  start(ticker: Ticker): void
  /** Sends what is due now. */
  sendDue(): Promise<void>
  /** What is being sent is finished; the rest waits in the store. */
  stop(): Promise<void>
}

const EVERY_MS = 1000
/** Sent at a time: all that is in memory of the queue. */
const AT_ONCE = 8
/** Longer than a request may take. */
const LEASE_MS = 60_000
/** After each failed attempt but the last. */
const BACK_OFF_MS: readonly number[] = [1000, 2000, 4000]

/** Headers of a request, signed as of now. */
export function signedHeaders(id: string, body: string, secret: string | null, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  return {
    'Content-Type': 'application/json',
    [SIGNATURE_HEADERS.id]: id,
    [SIGNATURE_HEADERS.timestamp]: timestamp,
    ...(secret !== null && { [SIGNATURE_HEADERS.signature]: signature(secret, { id, timestamp, body }) }),
  }
}

export function createDeliveries({ webhooks, sender, clock, warn }: DeliveryDeps): Deliveries {
  const attempt = async ({ deliveryId, url, body, secret }: Delivery) => {
    try {
      const { status } = await sender.send(url, body, signedHeaders(deliveryId, body, secret, clock.now()))
      if (status >= 200 && status < 300) return undefined
      return { why: `status ${status}`, again: status === 429 || status >= 500 }
    } catch (error) {
      if (!isAppError(error)) throw error
      return { why: error.message, again: error.code === 'WEBHOOK_FAILED' }
    }
  }
  const deliver = async (delivery: Delivery): Promise<void> => {
    const { deliveryId, webhookName, attempts } = delivery
    const failure = await attempt(delivery)
    const delay = BACK_OFF_MS[attempts]
    if (failure?.again && delay !== undefined) return webhooks.postpone(deliveryId, delay)
    if (failure !== undefined) {
      warn(`webhook ${webhookName}: delivery ${deliveryId} given up after ${attempts + 1} attempts: ${failure.why}`)
    }
    return webhooks.settle(deliveryId)
  }
  const end = new AbortController()
  const sendDue = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const due = await webhooks.claim(AT_ONCE, LEASE_MS)
      await Promise.all(due.map(deliver))
      if (due.length < AT_ONCE) return
    }
  }
  let sending: Promise<void> | undefined
  let stopTicking: (() => void) | undefined
  return {
    start(ticker) {
      stopTicking = ticker.every(EVERY_MS, () => {
        sending ??= sendDue()
          .catch((error: unknown) => warn(`webhooks wait: ${(error as Error).message}`))
          .finally(() => {
            sending = undefined
          })
      })
    },
    sendDue,
    async stop() {
      end.abort()
      stopTicking?.()
      await sending
    },
  }
}
