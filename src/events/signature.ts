import { createHmac } from 'node:crypto'

/** MLflow's names, so that receivers need not know whose server sends. */
export const SIGNATURE_HEADERS = {
  id: 'X-MLflow-Delivery-Id',
  timestamp: 'X-MLflow-Timestamp',
  signature: 'X-MLflow-Signature',
} as const

export interface Signed {
  readonly id: string
  /** Seconds since the epoch. */
  readonly timestamp: string
  /** As it is sent. */
  readonly body: string
}

/** Of Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`, in base64 after the version of the scheme. */
export function signature(secret: string, { id, timestamp, body }: Signed): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
