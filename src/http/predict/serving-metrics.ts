// Prometheus metrics of a model server. The first four names are those every tutorial's dashboard asks for.

import type { FastifyBaseLogger } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { isAppError } from '../../core/index.ts'
import type { ServingObserver } from '../../serve/index.ts'
import { createRequestMetrics } from '../kit/index.ts'

export interface ServingMetrics extends ServingObserver {
  /** A request was answered with `status`; without a `route` where there is none. */
  requested(route: string | undefined, method: string, status: number): void
  /** A request to predict was answered after so many seconds. */
  answered(seconds: number): void
  /** A request's body did not fit. */
  inputError(): void
  readonly contentType: string
  render(): Promise<string>
}

const MODEL_LABELS = ['model', 'version'] as const

const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Swaps and failed loads are also told to the `logger`, if there is one. */
export function createServingMetrics(logger?: FastifyBaseLogger): ServingMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = createRequestMetrics(registry)
  const predictions = new Counter({
    name: 'predictions_total',
    help: 'Rows predicted and logged.',
    labelNames: MODEL_LABELS,
    registers,
  })
  const highRisk = new Counter({
    name: 'high_risk_predictions_total',
    help: 'Rows predicted to be in the highest tier.',
    labelNames: MODEL_LABELS,
    registers,
  })
  const unseenCategories = new Counter({
    name: 'unseen_categories_total',
    help: 'Rows with a category that training did not see, by column of the model.',
    labelNames: [...MODEL_LABELS, 'column'],
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
    ...requests,
    predicted({ name, version }, rows, risky) {
      const labels = { model: name, version }
      predictions.inc(labels, rows)
      if (risky > 0) highRisk.inc(labels, risky)
    },
    unseen({ name, version }, rows) {
      for (const [column, count] of rows) unseenCategories.inc({ model: name, version, column }, count)
    },
    swapped(model, previous) {
      info.reset()
      if (previous !== undefined) info.set({ model: previous.name, version: previous.version }, 0)
      const labels = { model: model.name, version: model.version }
      info.set(labels, 1)
      // From zero: a rate needs the sample before the first prediction.
      predictions.inc(labels, 0)
      highRisk.inc(labels, 0)
      logger?.info(
        { model: model.name, version: model.version, digest: model.digest, engine: model.scorer.engine },
        // The first is served once the port is open.
        previous === undefined ? 'loaded' : 'serving',
      )
    },
    loadFailed(error) {
      loadFailures.inc()
      // A refusal says it all in words; a stack is for our own bugs.
      const why =
        isAppError(error) && error.code !== 'INTERNAL' ? { code: error.code, reason: error.message } : { err: error }
      logger?.error(why, 'a model version could not be loaded; the one before goes on')
    },
    answered: (seconds) => latency.observe(seconds),
    inputError: () => inputErrors.inc(),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  }
}
