// MLflow's REST API: its paths, and whether the server at the other end is one of ours.
import { isAppError } from '../../core/index.ts'
import { onceAsked } from './once-asked.ts'
import type { Call, Query, Wire } from './wire.ts'

type Sent = Omit<Call, 'path' | 'method' | 'again'>

export interface Api {
  readonly wire: Wire
  get(path: string, query?: Query): Promise<Readonly<Record<string, unknown>>>
  /** What may be done twice, as setting a tag. */
  again(method: Call['method'], path: string, body: unknown): Promise<Readonly<Record<string, unknown>>>
  /** What makes a thing with every call, as a run. */
  once(path: string, body: unknown): Promise<Readonly<Record<string, unknown>>>
  /** Whether the server is one of modelwright: it knows more than MLflow's. */
  isOurs(): Promise<boolean>
}

const at = (path: string) => `/api/2.0/mlflow/${path}`

export function createApi(wire: Wire): Api {
  const send = (method: Call['method'], path: string, again: boolean, sent: Sent) =>
    wire.call({ method, path: at(path), again, ...sent })
  return {
    wire,
    get: (path, query = {}) => send('GET', path, true, { query }),
    again: (method, path, body) => send(method, path, true, { body }),
    once: (path, body) => send('POST', path, false, { body }),
    isOurs: onceAsked(async () => {
      try {
        const info = await wire.call({ method: 'GET', path: '/api/3.0/mlflow/server-info', again: true })
        return typeof info['modelwright'] === 'string'
      } catch (error) {
        if (isAppError(error, 'NOT_IMPLEMENTED', 'RESOURCE_DOES_NOT_EXIST', 'TRACKING_FAILED')) return false
        throw error
      }
    }),
  }
}

export const part = encodeURIComponent

/** Its entries as MLflow lists them. */
export const keyValues = (record: Readonly<Record<string, string>> = {}): { key: string; value: string }[] =>
  Object.entries(record).map(([key, value]) => ({ key, value }))
