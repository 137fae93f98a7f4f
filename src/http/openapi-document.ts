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
  '413': response('The body is too large.', json(ref('Problem'))),
  '415': response('The body is of another media type.', json(ref('Problem'))),
  '503': response('No model yet, too much work waiting, or the log cannot be written.', json(ref('Problem'))),
}
const MISFIT = { '422': response('The body does not fit the model.', json(ref('ValidationProblem'))) }
const post = (
  operationId: string,
  summary: string,
  content: JsonSchema,
  ok: JsonSchema,
  misfit: JsonSchema = MISFIT,
) => ({
  post: {
    operationId,
    summary,
    tags: ['prediction'],
    requestBody: { required: true, content },
    responses: { '200': response('Answered.', json(ok)), ...misfit, ...PROBLEMS },
  },
})
const get = (operationId: string, summary: string, responses: JsonSchema) => ({
  get: { operationId, summary, tags: ['operation'], responses },
})

const ROWS = { type: 'array', items: ANY_OBJECT }
const SCHEMAS = {
  Invocation: {
    description: 'Exactly one of these.',
    type: 'object',
    properties: {
      dataframe_split: {
        type: 'object',
        required: ['columns', 'data'],
        properties: {
          columns: { type: 'array', items: { type: 'string' } },
          data: { type: 'array', items: { type: 'array' } },
        },
      },
      dataframe_records: ROWS,
      instances: { type: 'array' },
      inputs: { type: ['object', 'array'] },
    },
  },
  Answers: {
    type: 'object',
    required: ['predictions'],
    properties: { predictions: { type: 'array', items: ref('Answer') } },
  },
  Records: {
    anyOf: [
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
        json({ anyOf: [ref('Record'), ref('Records')] }, one),
        { anyOf: [ref('Answer'), ref('Answers')] },
      ),
      '/predict/batch': post('predictBatch', 'Predict many records.', json(ref('Records'), many), ref('Answers')),
      '/feedback': post(
        'feedback',
        'Tell what became of predictions; the last label of one wins.',
        json({ anyOf: [ref('Feedback'), { type: 'array', items: ref('Feedback') }] }),
        { type: 'object', properties: { accepted: { type: 'integer' } } },
      ),
      '/invocations': post(
        'invocations',
        "MLflow's scoring protocol.",
        {
          ...json(ref('Invocation'), many && { dataframe_records: many }),
          'text/csv': { schema: { type: 'string', description: 'With a header; an empty cell is a missing value.' } },
        },
        { type: 'object', required: ['predictions'], properties: { predictions: ROWS } },
        { '400': response('The body does not fit the model.', json(ref('Problem'))) },
      ),
      '/health': get('health', 'Whether the process lives.', { '200': response('It does.', json(ANY_OBJECT)) }),
      '/ready': get('ready', 'Whether requests are welcome.', {
        '200': response('They are.', json(ANY_OBJECT)),
        '503': response('No model yet, or stopping.', json(ANY_OBJECT)),
      }),
      '/metrics': get('metrics', 'Prometheus metrics.', {
        '200': response('Text exposition format.', { 'text/plain': { schema: { type: 'string' } } }),
      }),
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
