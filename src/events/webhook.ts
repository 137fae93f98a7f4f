import { AppError } from '../core/index.ts'
import type { EventType } from './event.ts'

export type WebhookStatus = 'ACTIVE' | 'DISABLED'

/** An address that is told of events. Its secret is no part of it: nobody is given it back. */
export interface Webhook {
  readonly webhookId: string
  readonly name: string
  readonly url: string
  readonly events: readonly EventType[]
  readonly description: string | null
  readonly status: WebhookStatus
  readonly creationTime: number
  readonly lastUpdatedTime: number
}

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/

/** @throws INVALID_PARAMETER_VALUE */
export function checkWebhookName(name: string): void {
  if (NAME.test(name)) return
  throw new AppError('INVALID_PARAMETER_VALUE', `Webhook name ${JSON.stringify(name.slice(0, 100))} is invalid`, {
    fix: 'Start and end it with a letter or digit, and use at most 63 letters, digits, dots, underscores and hyphens',
  })
}

/** @param what in the words of the message; the text itself is not said: it may be a secret. @throws INVALID_PARAMETER_VALUE */
export function checkWebhookText(text: string, what: string, most: number): void {
  if (text.length <= most && !text.includes('\0')) return
  throw new AppError('INVALID_PARAMETER_VALUE', `the ${what} of a webhook has ${text.length} characters`, {
    fix: `Use at most ${most}, and no NUL`,
  })
}
