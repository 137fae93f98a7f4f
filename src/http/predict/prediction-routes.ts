// POST /predict, /predict/batch and /feedback.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError, validationError } from '../../core/index.ts'
import { parseFeedback } from '../../predictions/index.ts'
import type { Answer, LoadedModel, ModelFollower, Prediction } from '../../serve/index.ts'
import type { ModelServerDeps } from './model-server-deps.ts'

/** @throws NOT_READY */
export function servedModel(models: ModelFollower): LoadedModel {
  const model = models.current()
  if (model === undefined) {
    throw new AppError('NOT_READY', 'no model is loaded yet', { fix: 'Wait until /ready answers 200' })
  }
  return model
}

/** The rows of a body that holds many, and where they stand; undefined for a single record. A model with a column named `records` takes lists only. */
function manyOf(body: unknown, model: LoadedModel) {
  if (Array.isArray(body)) return { rows: body as unknown[], loc: ['body'] }
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'records')) return undefined
  const { records } = body as { records: unknown }
  if (!Array.isArray(records) || model.inputs.some(({ name }) => name === 'records')) return undefined
  return { rows: records as unknown[], loc: ['body', 'records'] }
}

const answerOf = ({ answer }: Prediction): Answer => answer
const answersOf = (predictions: readonly Prediction[]) => ({ predictions: predictions.map(answerOf) })

export function registerPrediction(app: FastifyInstance, deps: ModelServerDeps): void {
  const { models, service, log, metrics, clock } = deps

  /** Times a request that is answered: refusals are fast and would flatter. */
  const timed =
    (work: (request: FastifyRequest) => Promise<unknown>) =>
    async (request: FastifyRequest): Promise<unknown> => {
      const started = performance.now()
      const answer = await work(request)
      metrics.answered((performance.now() - started) / 1000)
      return answer
    }

  app.post(
    '/predict',
    timed(({ body, id }) => {
      const model = servedModel(models)
      const many = manyOf(body, model)
      if (many === undefined) return service.predict(model, body, id).then(answerOf)
      return service.predictMany(model, many.rows, id, many.loc).then(answersOf)
    }),
  )

  app.post(
    '/predict/batch',
    timed(({ body, id }) => {
      const model = servedModel(models)
      const many = manyOf(body, model)
      if (many === undefined) {
        throw validationError([{ loc: ['body'], msg: 'Input should be a valid list', type: 'list_type' }])
      }
      return service.predictMany(model, many.rows, id, many.loc).then(answersOf)
    }),
  )

  app.post('/feedback', async ({ body }) => {
    const labels = parseFeedback(body, servedModel(models).classes, clock.now())
    await log.appendLabels(labels)
    return { accepted: labels.length }
  })
}
