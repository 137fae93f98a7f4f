// The OpenAPI 3.1 document of a model server, with the schema and example of the model that answers now.
import type { JsonSchema, LoadedModel } from '../../serve/index.ts'
import { ANY_OBJECT, documentSchemas, ref } from './openapi-schemas.ts'

const json = (schema: JsonSchema, example?: unknown): JsonSchema => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
})
const text = (type = 'text/plain'): JsonSchema => ({ [type]: { schema: { type: 'string' } } })
const response = (description: string, content?: JsonSchema): JsonSchema => ({
  description,
  ...(content === undefined ? {} : { content }),
})
const problem = (description: string): JsonSchema => response(description, json(ref('Problem')))

/** What any request may meet before its route is asked. */
const ANY_PROBLEMS = {
  '400': problem('The request is not HTTP, or has no Host.'),
  '403': problem('The server listens on this machine alone and is not asked by one of its names.'),
  '431': problem('The headers are too large.'),
}
const BODY_PROBLEMS = {
  ...ANY_PROBLEMS,
  '408': problem('The request took too long to arrive.'),
  '413': problem('The body is too large.'),
  '415': problem('The body is of another media type, charset or encoding.'),
  '503': problem('No model yet, too much work waiting, or the log cannot be written.'),
}
const MISFIT = { '422': response('The body does not fit the model.', json(ref('ValidationProblem'))) }

interface Post {
  readonly id: string
  readonly summary: string
  readonly content: JsonSchema
  readonly ok: JsonSchema
  /** @default MISFIT */
  readonly misfit?: JsonSchema
}
const post = ({ id, summary, content, ok, misfit = MISFIT }: Post): JsonSchema => ({
  post: {
    operationId: id,
    summary,
    tags: ['prediction'],
    requestBody: { required: true, content },
    responses: { '200': response('Answered.', json(ok)), ...BODY_PROBLEMS, ...misfit },
  },
})
const get = (operationId: string, summary: string, responses: JsonSchema): JsonSchema => ({
  get: { operationId, summary, tags: ['operation'], responses: { ...responses, ...ANY_PROBLEMS } },
})

/** `model` undefined: none is loaded yet, and a record is any object. The example is the model folder's own. */
export function openApiDocument(model: LoadedModel | undefined): JsonSchema {
  const one = model?.example ?? undefined
  const many = one === undefined ? undefined : [one]
  const answers = ref('Answers')
  return {
    openapi: '3.1.0',
    info: { title: model?.name ?? 'modelwright', version: model?.version ?? '0' },
    paths: {
      '/predict': post({
        id: 'predict',
        summary: 'Predict one record, or many.',
        content: json({ anyOf: [ref('Record'), ref('Records')] }, one),
        ok: { anyOf: [ref('Answer'), answers] },
      }),
      '/predict/batch': post({
        id: 'predictBatch',
        summary: 'Predict many records.',
        content: json(ref('Records'), many),
        ok: answers,
      }),
      '/feedback': post({
        id: 'feedback',
        summary: 'Tell what became of predictions; the last label of one wins.',
        content: json(ref('Feedbacks')),
        ok: { type: 'object', required: ['accepted'], properties: { accepted: { type: 'integer' } } },
      }),
      '/invocations': post({
        id: 'invocations',
        summary: "MLflow's scoring protocol. Any number is right for a numeric column, whatever pandas' type of it.",
        content: {
          ...json(ref('Invocation'), many && { dataframe_records: many }),
          'text/csv': {
            schema: {
              type: 'string',
              description:
                'A header that names each column once, and at least one row; an empty cell is a missing value.',
            },
          },
        },
        ok: {
          type: 'object',
          required: ['predictions'],
          properties: { predictions: { type: 'array', items: ANY_OBJECT } },
        },
        misfit: { '400': problem('The body does not fit the model, or the request is not HTTP.') },
      }),
      '/ping': get('ping', "MLflow's question whether a model answers.", {
        '200': response('It does.', text()),
        '503': response('No model yet.', text()),
      }),
      '/health': get('health', 'Whether the process lives.', { '200': response('It does.', json(ANY_OBJECT)) }),
      '/ready': get('ready', 'Whether requests are welcome.', {
        '200': response('They are.', json(ANY_OBJECT)),
        '503': response('No model yet, a log that cannot be written, or stopping.', json(ANY_OBJECT)),
      }),
      '/metrics': get('metrics', 'Prometheus metrics.', { '200': response('Text exposition format.', text()) }),
      '/version': get('version', 'Version of modelwright.', { '200': response('Such as 0.1.0.', text()) }),
      '/openapi.json': get('openapi', 'This document.', { '200': response('OpenAPI 3.1.', json(ANY_OBJECT)) }),
    },
    components: { schemas: documentSchemas(model) },
  }
}
