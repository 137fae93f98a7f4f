import type { FastifyRequest } from 'fastify'
import type { ServingMetrics } from './serving-metrics.ts'

/** Times a request that is answered: refusals are fast and would flatter. */
export function timed(metrics: ServingMetrics, work: (request: FastifyRequest) => Promise<unknown>) {
  return async (request: FastifyRequest): Promise<unknown> => {
    const started = performance.now()
    const answer = await work(request)
    metrics.answered((performance.now() - started) / 1000)
    return answer
  }
}
