// The OpenAPI 3.1 document of a model server, with the schema and example of the model that answers now.
import { answerSchema, type JsonSchema, type LoadedModel, recordSchema } from '../serve/index.ts'

const ANY_OBJECT = { type: 'object' }
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: JsonSchema, example?: unknown): JsonSchema => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
})
const response = (description: string, content?: JsonSchema): JsonSchema => ({
  description,
  ...(content === undefined ? {} : { content }),
})

const PROBLEMS = {
  '422': response('The body does not fit the model.', json(ref('ValidationProblem'))),
  '503': response('No model yet, too much work waiting, or the log cannot be written.', json(ref('Problem'))),
}
const post = (operationId: string, summary: string, schema: JsonSchema, ok: JsonSchema, example?: unknown) => ({
  post: {
    operationId,
    summary,
    tags: ['prediction'],
    requestBody: { required: true, content: json(schema, example) },
    responses: { '200': response('Answered.', json(ok)), ...PROBLEMS },
  },
})
const get = (operationId: string, summary: string, responses: JsonSchema) => ({
  get: { operationId, summary, tags: ['operation'], responses },
})

const SCHEMAS = {
  Answers: {
    type: 'object',
    required: ['predictions'],
    properties: { predictions: { type: 'array', items: ref('Answer') } },
  },
  Records: {
    oneOf: [
      { type: 'array', items: ref('Record') },
      { type: 'object', required: ['records'], properties: { records: { type: 'array', items: ref('Record') } } },
    ],
  },
  Feedback: {
    type: 'object',
    required: ['prediction_id', 'label'],
    properties: { prediction_id: { type: 'string' }, label: { type: ['string', 'number', 'boolean'] } },
  },
  ValidationProblem: {
    type: 'object',
    required: ['detail'],
    properties: {
      detail: {
        type: 'array',
        items: {
          type: 'object',
          required: ['loc', 'msg', 'type'],
          properties: {
            loc: { type: 'array', items: { type: ['string', 'integer'] } },
            msg: { type: 'string' },
            type: { type: 'string' },
          },
        },
      },
    },
  },
  Problem: {
    type: 'object',
    required: ['error_code', 'message'],
    properties: { error_code: { type: 'string' }, message: { type: 'string' } },
  },
}

/** `model` undefined: none is loaded yet, and a record is any object. */
export function openApiDocument(model: LoadedModel | undefined): JsonSchema {
  const one = model?.example ?? undefined
  const many = one === undefined ? undefined : [one]
  return {
    openapi: '3.1.0',
    info: { title: model?.name ?? 'modelwright', version: model?.version ?? '0' },
    paths: {
      '/predict': post(
        'predict',
        'Predict one record, or many.',
        { oneOf: [ref('Record'), ref('Records')] },
        { oneOf: [ref('Answer'), ref('Answers')] },
        one,
      ),
      '/predict/batch': post('predictBatch', 'Predict many records.', ref('Records'), ref('Answers'), many),
      '/feedback': post(
        'feedback',
        'Tell what became of predictions; the last label of one wins.',
        { oneOf: [ref('Feedback'), { type: 'array', items: ref('Feedback') }] },
        { type: 'object', properties: { accepted: { type: 'integer' } } },
      ),
      '/invocations': post('invocations', "MLflow's scoring protocol.", ANY_OBJECT, ANY_OBJECT),
      '/health': get('health', 'Whether the process lives.', { '200': response('It does.', json(ANY_OBJECT)) }),
      '/ready': get('ready', 'Whether requests are welcome.', {
        '200': response('They are.', json(ANY_OBJECT)),
        '503': response('No model yet, or stopping.', json(ANY_OBJECT)),
      }),
      '/metrics': get('metrics', 'Prometheus metrics.', { '200': response('Text exposition format.') }),
    },
    components: {
      schemas: {
        ...SCHEMAS,
        Record: model === undefined ? ANY_OBJECT : recordSchema(model),
        Answer: model === undefined ? ANY_OBJECT : answerSchema(model),
      },
    },
  }
}
