// A client of the prediction API: what a product's backend would do.
import { churnRows } from './churn-table.ts'

export interface Customer {
  readonly record: Readonly<Record<string, string | number | null>>
  readonly churned: number
}

export interface Answer {
  readonly churn_probability: number
  readonly churn_prediction: boolean
  readonly risk_tier: string
  readonly model_version: string
  readonly prediction_id: string
}

/** Customers as the API takes them, and what they will turn out to do. */
export function customers(rows: number, seed: number, period: 'now' | 'later'): Customer[] {
  return [...churnRows({ rows, seed, period, firstId: 1_000_000 })].map(({ customer_id: _id, churned, ...record }) => ({
    record,
    churned: Number(churned),
  }))
}

export async function predict<T = Answer>(address: string, body: unknown, path = '/predict'): Promise<T> {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

export interface Traffic {
  /** Ends the traffic; what was answered, by version. A request that was not answered is an error here. */
  stop(): Promise<{ readonly answered: Readonly<Record<string, number>>; readonly failed: number }>
  /** Resolves when an answer comes from this version. @throws after `timeoutMs` */
  answeredBy(version: string, timeoutMs: number): Promise<void>
}

/** Clients that ask one after another without a pause until they are stopped. */
export function startTraffic(address: string, from: readonly Customer[], clients = 4): Traffic {
  const answered: Record<string, number> = {}
  let failed = 0
  const stopped = new AbortController()
  let next = 0
  const client = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        const { model_version: version } = await predict(address, from[next++ % from.length]!.record)
        answered[version] = (answered[version] ?? 0) + 1
      } catch {
        failed++
      }
    }
  }
  const work = Promise.all(Array.from({ length: clients }, client))
  return {
    async stop() {
      stopped.abort()
      await work
      return { answered, failed }
    },
    async answeredBy(version, timeoutMs) {
      const deadline = Date.now() + timeoutMs
      while (!answered[version]) {
        if (Date.now() > deadline) throw new Error(`no answer from version ${version} within ${timeoutMs} ms`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
}
