import type { Reporter } from '../../core/index.ts'
import type { Event, WebhookStore } from '../../events/index.ts'

/** Says that something happened. Never fails: what happened has happened, and whoever did it must not hear otherwise. */
export type Publish = (name: Event['name'], data: Event['data']) => Promise<void>

/** Deliveries that may wait for one webhook: a receiver that is gone for good must not fill the store. */
const MOST_WAITING = 10_000

export function createPublisher(webhooks: Pick<WebhookStore, 'enqueue'>, reporter: Reporter): Publish {
  return async (name, data) => {
    try {
      const over = await webhooks.enqueue({ name, data }, MOST_WAITING)
      if (over > 0) reporter.warn(`${name}: ${over} webhooks were not told, ${MOST_WAITING} deliveries wait already`)
    } catch (error) {
      reporter.warn(`${name}: webhooks were not told: ${(error as Error).message}`)
    }
  }
}
