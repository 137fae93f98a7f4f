// POST /predict, /predict/batch and /feedback. Their bodies depend on the model that answers: its validator and the parser of labels refuse them.
import { Type } from 'typebox'
import { validationError } from '../../core/index.ts'
import { parseFeedback } from '../../predictions/index.ts'
import type { Answer, LoadedModel, Prediction } from '../../serve/index.ts'
import { type AnyRoute, answer, detailDialect, json, ref, route } from '../kit/index.ts'
import type { ModelServerDeps } from './model-server-deps.ts'
import { exampleOf, servedModel } from './served-model.ts'
import { timed } from './timed.ts'

export const UNAVAILABLE = {
  503: answer('No model yet, too much work waiting, or the log cannot be written.', json(detailDialect.problem)),
}

/** The rows of a body that holds many, and where they stand; undefined for a single record. A model with a column named `records` takes lists only. */
function manyOf(body: unknown, model: LoadedModel) {
  if (Array.isArray(body)) return { rows: body as unknown[], loc: ['body'] }
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'records')) return undefined
  const { records } = body as { records: unknown }
  if (!Array.isArray(records) || model.inputs.some(({ name }) => name === 'records')) return undefined
  return { rows: records as unknown[], loc: ['body', 'records'] }
}

const answerOf = ({ answer: one }: Prediction): Answer => one
const answersOf = (predictions: readonly Prediction[]) => ({ predictions: predictions.map(answerOf) })

const prediction = { method: 'POST', tags: ['prediction'], errors: detailDialect, validates: 'handler' } as const

export function predictionRoutes({ models, service, log, metrics, clock }: ModelServerDeps): AnyRoute[] {
  return [
    route({
      ...prediction,
      url: '/predict',
      access: 'read',
      id: 'predict',
      summary: 'Predict one record, or many.',
      body: json(Type.Union([ref('Record'), ref('Records')]), () => exampleOf(models)),
      answers: { 200: answer('Answered.', json(Type.Union([ref('Answer'), ref('Answers')]))), ...UNAVAILABLE },
      handler: timed(metrics, ({ body, id }) => {
        const model = servedModel(models)
        const many = manyOf(body, model)
        if (many === undefined) return service.predict(model, body, id).then(answerOf)
        return service.predictMany(model, many.rows, id, many.loc).then(answersOf)
      }),
    }),
    route({
      ...prediction,
      url: '/predict/batch',
      access: 'read',
      id: 'predictBatch',
      summary: 'Predict many records.',
      body: json(ref('Records'), () => {
        const one = exampleOf(models)
        return one && [one]
      }),
      answers: { 200: answer('Answered.', json(ref('Answers'))), ...UNAVAILABLE },
      handler: timed(metrics, ({ body, id }) => {
        const model = servedModel(models)
        const many = manyOf(body, model)
        if (many === undefined) {
          throw validationError([{ loc: ['body'], msg: 'Input should be a valid list', type: 'list_type' }])
        }
        return service.predictMany(model, many.rows, id, many.loc).then(answersOf)
      }),
    }),
    route({
      ...prediction,
      url: '/feedback',
      id: 'feedback',
      summary: 'Tell what became of predictions; the last label of one wins.',
      body: json(ref('Feedbacks')),
      answers: { 200: answer('Answered.', json(Type.Object({ accepted: Type.Integer() }))), ...UNAVAILABLE },
      async handler({ body }) {
        const labels = parseFeedback(body, servedModel(models).classes, clock.now())
        await log.appendLabels(labels)
        return { accepted: labels.length }
      },
    }),
  ]
}
