// Prometheus metrics of a model server. The first four names are those every tutorial's dashboard asks for.

import type { FastifyBaseLogger } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ServingObserver } from '../serve/index.ts'

export interface ServingMetrics extends ServingObserver {
  /** A request to predict was answered after so many seconds. */
  answered(seconds: number): void
  /** A request's body did not fit. */
  inputError(): void
  readonly contentType: string
  render(): Promise<string>
}

const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Swaps and failed loads are also told to the `logger`, if there is one. */
export function createServingMetrics(logger?: FastifyBaseLogger): ServingMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const predictions = new Counter({ name: 'predictions_total', help: 'Rows predicted and logged.', registers })
  const highRisk = new Counter({
    name: 'high_risk_predictions_total',
    help: 'Rows predicted to be in the highest tier.',
    registers,
  })
  const inputErrors = new Counter({ name: 'input_errors_total', help: 'Requests refused for their body.', registers })
  const latency = new Histogram({
    name: 'prediction_latency_seconds',
    help: 'From a request with its body to its answer.',
    buckets: LATENCY_BUCKETS,
    registers,
  })
  const info = new Gauge({
    name: 'ml_model_info',
    help: '1 for the model version that answers, 0 for the one kept warm.',
    labelNames: ['model', 'version'],
    registers,
  })
  const loadFailures = new Counter({
    name: 'ml_model_load_failures_total',
    help: 'Model versions that could not be loaded.',
    registers,
  })

  return {
    predicted(_model, rows, risky) {
      predictions.inc(rows)
      if (risky > 0) highRisk.inc(risky)
    },
    swapped(model, previous) {
      info.reset()
      if (previous !== undefined) info.set({ model: previous.name, version: previous.version }, 0)
      info.set({ model: model.name, version: model.version }, 1)
      logger?.info(
        { model: model.name, version: model.version, digest: model.digest, engine: model.scorer.engine },
        'serving',
      )
    },
    loadFailed(error) {
      loadFailures.inc()
      logger?.error({ err: error }, 'a model version could not be loaded; the one before goes on')
    },
    answered: (seconds) => latency.observe(seconds),
    inputError: () => inputErrors.inc(),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  }
}
