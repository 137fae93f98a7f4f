// What a server with keys asks of each request, whatever way the request takes.
import { connect } from 'node:net'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { httpServer } from '../../../test/fixtures/http-server.ts'
import { AppError } from '../../core/index.ts'
import {
  type Access,
  type AnyRoute,
  type Authentication,
  answer,
  detailDialect,
  json,
  mlflowDialect,
  principalOf,
  route,
} from './index.ts'

const MAY: Readonly<Record<string, readonly Access[]>> = {
  viewer: ['read'],
  editor: ['read', 'write'],
  admin: ['read', 'write', 'admin'],
}

/** The key is the role; a viewer may change what is called 'own'. */
const authentication: Authentication = {
  async identify({ credentials }) {
    const name = credentials.kind === 'bearer' ? credentials.token : credentials.password
    if (name in MAY) return { name }
    throw new AppError('UNAUTHENTICATED', 'no key')
  },
  async authorize({ name }, { access, resources }) {
    const own = resources.length > 0 && resources.every(({ id }) => id === 'own')
    if (!own && !MAY[name]!.includes(access)) throw new AppError('PERMISSION_DENIED', `${name} may not`)
  },
}

const mlflow = mlflowDialect({ misfit: 'INVALID_PARAMETER_VALUE', description: 'Wrong.' })
const common = {
  summary: 'A route.',
  tags: ['test'],
  errors: mlflow,
  answers: { 200: answer('Done.', json(Type.Object({}))) },
} as const

const ROUTES: readonly AnyRoute[] = [
  route({ ...common, method: 'GET', url: '/open', id: 'open', access: 'public', handler: () => ({}) }),
  route({ ...common, method: 'GET', url: '/seen', id: 'seen', handler: (request) => principalOf(request) }),
  route({ ...common, method: 'POST', url: '/searched', id: 'searched', access: 'read', handler: () => ({}) }),
  route({ ...common, method: 'POST', url: '/changed', id: 'changed', handler: () => ({}) }),
  route({ ...common, method: 'DELETE', url: '/ruled', id: 'ruled', access: 'admin', handler: () => ({}) }),
  route({
    ...common,
    errors: detailDialect,
    method: 'POST',
    url: '/granted',
    id: 'granted',
    body: json(Type.Object({ id: Type.String(), count: Type.Integer() })),
    grants: ({ body }) => [{ kind: 'experiment', id: String((body as { id?: unknown } | null)?.id) }],
    handler: () => ({}),
  }),
  { method: 'POST', url: '/hidden', hidden: 'a test', handler: () => ({}) },
]

const start = async () => (await httpServer(ROUTES, authentication)).server

interface Ask {
  readonly key?: string
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'DELETE' | 'OPTIONS' | 'PUT'
  readonly payload?: object
  readonly headers?: Readonly<Record<string, string>>
}

const statusOf = async (url: string, { key, method = 'GET', payload, headers }: Ask = {}) => {
  const { app } = await start()
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const sent = { method, url, headers: { ...authorization, ...headers } }
  return app.inject(payload === undefined ? sent : { ...sent, payload })
}

const granted = async (payload: object) =>
  (await statusOf('/granted', { key: 'viewer', method: 'POST', payload })).statusCode

describe('a server with keys', () => {
  it('asks a key of every route that is registered and not public, by whomever', async () => {
    const server = await start()
    const asked: string[] = []
    for (const { method, url, access } of server.registered()) {
      const { statusCode, headers } = await server.app.inject({ method: method as 'GET', url: url.replace('*', 'x') })
      if (access === 'public') {
        expect([url, statusCode]).toEqual([url, 200])
        continue
      }
      asked.push(url)
      expect([method, url, statusCode]).toEqual([method, url, 401])
      expect(headers['www-authenticate']).toBe('Basic realm="mlflow"')
    }
    expect(asked).toEqual(expect.arrayContaining(['/seen', '/hidden', '/openapi.json', '/docs/']))
  })

  it('lets a role do what it may and no more', async () => {
    const table: Record<string, number[]> = {}
    for (const [method, url] of [
      ['GET', '/seen'],
      ['HEAD', '/seen'],
      ['POST', '/searched'],
      ['POST', '/changed'],
      ['POST', '/hidden'],
      ['DELETE', '/ruled'],
    ] as const) {
      const statuses = []
      for (const key of Object.keys(MAY)) statuses.push((await statusOf(url, { key, method })).statusCode)
      table[`${method} ${url}`] = statuses
    }
    expect(table).toEqual({
      'GET /seen': [200, 200, 200],
      'HEAD /seen': [200, 200, 200],
      'POST /searched': [200, 200, 200],
      'POST /changed': [403, 200, 200],
      'POST /hidden': [403, 200, 200],
      'DELETE /ruled': [403, 403, 200],
    })
  })

  it('tells the handler who asks, and refuses in the dialect of the route', async () => {
    expect((await statusOf('/seen', { key: 'editor' })).json()).toEqual({ name: 'editor' })
    expect((await statusOf('/seen')).json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
    const refused = await statusOf('/changed', { key: 'viewer', method: 'POST' })
    expect(refused.json()).toEqual({ error_code: 'PERMISSION_DENIED', message: 'viewer may not' })
  })

  it('asks for rights to what the body names, before it says what is wrong with the body', async () => {
    expect(await granted({ id: 'own', count: 1 })).toBe(200)
    expect(await granted({ id: 'own' })).toBe(422)
    expect(await granted({ id: 'other' })).toBe(403)
    expect(await granted([])).toBe(403)
  })

  it.each([
    '//seen',
    '/SEEN',
    '/%73een',
    '/./seen',
    '/x/../seen',
    '/seen/',
    '/seen;x',
    '/seen%2f',
    '/seen%00',
    '/open/../seen',
  ])('answers %s to nobody without a key', async (url) => {
    expect([401, 404]).toContain((await statusOf(url)).statusCode)
  })

  it('does not take another method, or a header that renames it, for the way around', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'PUT'] as const) {
      expect([401, 405]).toContain((await statusOf('/seen', { method })).statusCode)
    }
    const headers = { 'x-http-method-override': 'GET', 'x-original-url': '/open', 'x-forwarded-for': '127.0.0.1' }
    expect((await statusOf('/ruled', { key: 'viewer', method: 'DELETE', headers })).statusCode).toBe(403)
  })

  it('refuses what a page of another site makes a browser change', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await statusOf('/changed', { key: 'admin', method: 'POST', headers })).statusCode).toBe(403)
    expect((await statusOf('/changed', { key: 'admin', method: 'POST' })).statusCode).toBe(200)
  })

  it('reads one Authorization header alone, and no second request out of a body', async () => {
    const server = await start()
    const port = Number(new URL(await server.listen({ port: 0 })).port)
    const send = (text: string) =>
      new Promise<string>((resolve, reject) => {
        let got = ''
        const socket = connect(port, '127.0.0.1', () => socket.end(text))
        socket.on('data', (data) => (got += data))
        socket.on('close', () => resolve(got))
        socket.on('error', reject)
      })
    const head = 'Host: localhost\r\nConnection: close\r\n'
    const twice = await send(
      `GET /seen HTTP/1.1\r\n${head}Authorization: Bearer nobody\r\nAuthorization: Bearer admin\r\n\r\n`,
    )
    expect(twice).toMatch(/^HTTP\/1.1 401/)
    const both = await send(
      `POST /changed HTTP/1.1\r\n${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /seen HTTP/1.1\r\n${head}\r\n`,
    )
    expect(both).toMatch(/^HTTP\/1.1 400/)
  })

  it('may listen beyond this machine', async () => {
    const server = await start()
    expect(await server.listen({ port: 0, host: '0.0.0.0' })).toMatch(/^http:/)
  })

  it('says in its document which keys there are, and where none is asked', async () => {
    const document = (await statusOf('/openapi.json', { key: 'viewer' })).json()
    expect(document.components.securitySchemes).toMatchObject({
      basic: { scheme: 'basic' },
      bearer: { scheme: 'bearer' },
    })
    expect(document.paths['/open'].get.security).toEqual([])
    expect(document.paths['/seen'].get.security).toEqual([{ basic: [] }, { bearer: [] }])
    expect(Object.keys(document.paths['/seen'].get.responses)).toEqual(expect.arrayContaining(['401', '403']))
    const { server: open } = await httpServer(ROUTES)
    const plain = (await open.app.inject('/openapi.json')).json()
    expect(plain.components.securitySchemes).toBeUndefined()
    expect((await open.app.inject('/seen')).json()).toEqual({ name: 'anonymous' })
  })
})
