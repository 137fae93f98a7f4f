import { Counter, type Registry } from 'prom-client'
import type { RequestCounter } from './request-log.ts'

/** Others are counted together: a client chooses its method, and labels must stay few. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** `http_requests_total` of a server. */
export function createRequestMetrics(registry: Registry): RequestCounter {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by route (none: no such route, or no HTTP), method and status.',
    labelNames: ['route', 'method', 'status'],
    registers: [registry],
  })
  return {
    requested(route = 'none', method, status) {
      requests.inc({ route, method: METHODS.has(method) ? method : 'other', status })
    },
  }
}
