// Prometheus metrics of a tracking server.
import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import { createRequestMetrics, type RequestObserver } from '../kit/index.ts'

export interface TrackingMetrics extends RequestObserver {
  readonly contentType: string
  render(): Promise<string>
}

export function createTrackingMetrics(): TrackingMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const inputErrors = new Counter({
    name: 'input_errors_total',
    help: 'Requests whose body could not be read.',
    registers: [registry],
  })
  return {
    ...createRequestMetrics(registry),
    inputError: () => inputErrors.inc(),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  }
}
