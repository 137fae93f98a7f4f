// Routes of two wires on one server: what Fastify refuses, in which dialect, and what the document says of them.
import { Type } from 'typebox'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { httpServer } from '../../../test/fixtures/http-server.ts'
import { AppError } from '../../core/index.ts'
import { type AnyRoute, answer, detailDialect, type ErrorDialect, json, mlflowDialect, route, text } from './index.ts'

const ok = { 200: answer('Done.', json(Type.Object({}))) }
const common = { summary: 'A route.', tags: ['test'], answers: ok } as const

const mlflow = mlflowDialect({
  misfit: 'INVALID_PARAMETER_VALUE',
  description: 'The request does not fit.',
  under: ['/api/2.0/mlflow/'],
})

/** As the Open Inference Protocol has it. */
const oip: ErrorDialect = {
  reply: ({ status, message }) => ({ status: status === 422 ? 400 : status, body: { error: message } }),
  problem: Type.Object({ error: Type.String() }),
  misfit: { 400: answer('It does not fit.') },
  schemas: {},
  under: ['/v2/'],
}

const ROUTES: readonly AnyRoute[] = [
  route({
    ...common,
    method: 'GET',
    url: '/things/:id/parts',
    id: 'getParts',
    errors: detailDialect,
    params: Type.Object({ id: Type.Integer() }),
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ minimum: 1 })),
      tag: Type.Optional(Type.Array(Type.String())),
    }),
    headers: Type.Object({ 'x-tenant': Type.String({ minLength: 2 }) }),
    handler({ params, query, headers }) {
      expectTypeOf(params.id).toEqualTypeOf<number>()
      expectTypeOf(query.limit).toEqualTypeOf<number | undefined>()
      return { params, query, tenant: headers['x-tenant'] }
    },
  }),
  route({
    ...common,
    method: 'POST',
    url: '/api/2.0/mlflow/runs/create',
    id: 'createRun',
    errors: mlflow,
    body: json(Type.Object({ name: Type.String(), tags: Type.Optional(Type.Array(Type.String(), { maxItems: 2 })) })),
    handler({ body }) {
      expectTypeOf(body.name).toEqualTypeOf<string>()
      if (body.name === 'taken') throw new AppError('RESOURCE_ALREADY_EXISTS', 'it is there')
      if (body.name === 'bug') throw new TypeError('secret')
      return body
    },
  }),
  route({
    ...common,
    method: 'PUT',
    url: '/v2/models/:name',
    id: 'loadModel',
    errors: oip,
    params: Type.Object({ name: Type.String({ pattern: '^[a-z]+$' }) }),
    body: { ...json(Type.Object({})), ...text('text/csv') },
    validates: 'handler',
    handler({ body, params }) {
      expectTypeOf(body).toEqualTypeOf<unknown>()
      return { body, params }
    },
  }),
  { method: 'GET', url: '/inside', hidden: 'for this test', handler: () => ({}) },
]

describe('a route', () => {
  it('gets what its schemas say, read as their types', async () => {
    const { ask } = await httpServer(ROUTES)
    const { status, body } = await ask('GET /things/7/parts?limit=3&tag=a', undefined, { 'x-tenant': 'us' })
    expect([status, body]).toEqual([200, { params: { id: 7 }, query: { limit: 3, tag: ['a'] }, tenant: 'us' }])
  })

  it.each([
    ['GET /things/seven/parts', 'us', ['path', 'id'], 'int_type'],
    ['GET /things/7/parts?limit=0', 'us', ['query', 'limit'], 'greater_than_equal'],
    ['GET /things/7/parts', 'u', ['header', 'x-tenant'], 'string_too_short'],
  ])('refuses %s of %s before its handler', async (asked, tenant, loc, type) => {
    const { ask, seen } = await httpServer(ROUTES)
    const { status, body } = await ask(asked, undefined, { 'x-tenant': tenant })
    expect([status, body]).toEqual([422, { detail: [{ loc, msg: expect.any(String), type }] }])
    expect(seen.inputErrors).toBe(1)
  })

  it('takes no text for a number in a body, and no body for an object', async () => {
    const { ask } = await httpServer(ROUTES)
    const url = 'POST /api/2.0/mlflow/runs/create'
    for (const [body, says] of [
      [{ name: 5 }, 'body.name: Input should be a valid string'],
      [undefined, 'body: Input should be a valid dictionary'],
      [{}, 'body.name: Field required'],
      [{ name: 'a', tags: ['a', 5] }, 'body.tags.1: Input should be a valid string'],
      [{ name: 'a', tags: Array.from({ length: 100_000 }, () => 5) }, 'body.tags: List should have at most 2 items'],
    ] as const) {
      const answered = await ask(url, body)
      expect([answered.status, answered.body]).toEqual([400, { error_code: 'INVALID_PARAMETER_VALUE', message: says }])
    }
  })

  it('that validates itself gets all that is JSON, or the text', async () => {
    const { ask } = await httpServer(ROUTES)
    expect((await ask('PUT /v2/models/A', [5])).body).toEqual({ body: [5], params: { name: 'A' } })
    expect((await ask('PUT /v2/models/A', 'a,b', { 'content-type': 'text/csv' })).body.body).toBe('a,b')
    expect((await ask('POST /api/2.0/mlflow/runs/create', 'a,b', { 'content-type': 'text/csv' })).status).toBe(415)
  })
})

describe('an error', () => {
  it.each([
    [
      'POST /api/2.0/mlflow/runs/create',
      { name: 'taken' },
      400,
      { error_code: 'RESOURCE_ALREADY_EXISTS', message: 'it is there' },
    ],
    [
      'POST /api/2.0/mlflow/runs/create',
      { name: 'bug' },
      500,
      { error_code: 'INTERNAL', message: 'the server failed' },
    ],
    [
      'POST /api/2.0/mlflow/runs/create',
      '{',
      400,
      { error_code: 'INVALID_PARAMETER_VALUE', message: 'body: JSON decode error' },
    ],
    [
      'GET /api/2.0/mlflow/nothing',
      undefined,
      404,
      { error_code: 'ENDPOINT_NOT_FOUND', message: 'there is no such route. See /docs' },
    ],
    ['GET /v2/nothing', undefined, 404, { error: 'there is no such route. See /docs' }],
    ['GET /v2/models/x?y', undefined, 405, { error: 'the route does not answer GET. Send PUT' }],
    ['PUT /v2/models/x', '{', 400, { error: 'body: JSON decode error' }],
    ['PUT /v2/models/x', `"${'x'.repeat(9 << 20)}"`, 413, { error: expect.stringContaining('more than') }],
    ['GET /nothing', undefined, 404, { error_code: 'ENDPOINT_NOT_FOUND', message: expect.any(String) }],
    ['POST /inside', {}, 405, { error_code: 'METHOD_NOT_ALLOWED', message: expect.any(String) }],
    ['GET /v2/%zz', undefined, 400, { error: expect.any(String) }],
  ] as const)('of %s is in the dialect of its wire', async (asked, body, status, told) => {
    const { ask } = await httpServer(ROUTES)
    const answered = await ask(asked, body)
    expect([answered.status, answered.body]).toEqual([status, told])
  })
})

describe('the document of routes', () => {
  it('has their parameters, bodies and refusals, and not what is hidden', async () => {
    const { ask } = await httpServer(ROUTES)
    const { paths, components } = (await ask('GET /openapi.json')).body
    expect(Object.keys(paths)).toEqual([
      '/things/{id}/parts',
      '/api/2.0/mlflow/runs/create',
      '/v2/models/{name}',
      '/openapi.json',
    ])
    const { parameters, responses } = paths['/things/{id}/parts'].get
    expect(parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'integer' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1 } },
      { name: 'tag', in: 'query', required: false, schema: { type: 'array', items: { type: 'string' } } },
      { name: 'x-tenant', in: 'header', required: true, schema: { type: 'string', minLength: 2 } },
    ])
    expect(Object.keys(responses)).toEqual(['200', '400', '403', '422', '431'])
    const create = paths['/api/2.0/mlflow/runs/create'].post
    expect(Object.keys(create.responses)).toEqual(['200', '400', '403', '408', '413', '415', '431'])
    expect(create.responses['400'].description).toBe('The request does not fit.')
    const put = paths['/v2/models/{name}'].put
    expect(Object.keys(put.requestBody.content)).toEqual(['application/json', 'text/csv'])
    expect(put.responses['413'].content['application/json'].schema.required).toEqual(['error'])
    expect(Object.keys(components.schemas)).toEqual(['ValidationProblem', 'Problem'])
  })
})
