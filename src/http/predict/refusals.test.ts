// What never reaches a route, or should not: wrong hosts, methods, encodings, HTTP, and too much at once.
import { once } from 'node:events'
import { type RequestOptions, request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { modelServer } from '../../../test/fixtures/model-server.ts'
import { CUSTOMER } from '../../../test/fixtures/served-model.ts'
import { createBodyBudget } from '../kit/index.ts'

const head = (bytes: number) =>
  `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`

type Served = Awaited<ReturnType<typeof modelServer>>

async function portOf({ server }: Served, allowedHosts: readonly string[] = []): Promise<number> {
  return Number(new URL(await server.listen({ port: 0, allowedHosts })).port)
}

async function ask(port: number, options: RequestOptions, body?: string): Promise<{ status: number; text: string }> {
  const sent = request({ host: '127.0.0.1', port, ...options })
  sent.end(body)
  const [response] = await once(sent, 'response')
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, text }
}

/** What the server writes until it ends the connection. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return answer
}

describe('the Host of a request', () => {
  it('must be a name of this machine on a loopback bind, with any port', async () => {
    const served = await modelServer()
    const port = await portOf(served)
    const statusOf = async (host: string) => (await ask(port, { path: '/health', headers: { host } })).status
    for (const host of [
      'localhost',
      'LOCALHOST:80',
      `127.0.0.1:${port}`,
      '127.0.0.1',
      '127.1.2.3',
      '[::1]',
      '[::1]:9',
      'localhost.',
    ]) {
      expect([host, await statusOf(host)]).toEqual([host, 200])
    }
    for (const host of [
      'evil.example',
      'evil.example:8000',
      'localhost.evil.example',
      '127.0.0.1.nip.io',
      '0.0.0.0',
      'a b',
      '[::2]',
      'localhost:80:80',
    ]) {
      expect([host, await statusOf(host)]).toEqual([host, 403])
    }
    const refused = await ask(port, { path: '/predict', method: 'POST', headers: { host: 'evil.example' } }, '{}')
    expect(JSON.parse(refused.text)).toMatchObject({ error_code: 'HOST_REFUSED' })
    expect(refused.text).not.toContain('evil')
  })

  it('may be a name that the server was told', async () => {
    const port = await portOf(await modelServer(), ['models.example'])
    expect((await ask(port, { path: '/health', headers: { host: 'Models.example:443' } })).status).toBe(200)
    expect((await ask(port, { path: '/health', headers: { host: 'evil.example' } })).status).toBe(403)
  })

  it('must be there in HTTP/1.1', async () => {
    const port = await portOf(await modelServer())
    expect(await raw(port, 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 .*BAD_REQUEST/s,
    )
    expect(await raw(port, 'GET /health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200/)
  })
})

describe('a request that is no request', () => {
  it.each([
    ['GET', 'nonsense\r\n\r\n', 400, 'BAD_REQUEST'],
    ['header', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
    ['length', 'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n', 400, 'BAD_REQUEST'],
  ])('is answered as every refusal, and counted (%s)', async (_what, text, status, code) => {
    const served = await modelServer()
    const answer = await raw(await portOf(served), text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toEqual({ error_code: code, message: expect.any(String) })
    expect((await served.get('/metrics')).text).toContain(
      `http_requests_total{route="none",method="other",status="${status}"} 1`,
    )
  })

  it('of another method is 405 where there is the route, whatever it carries', async () => {
    const port = await portOf(await modelServer())
    for (const method of ['QUERY', 'PUT', 'PROPFIND', 'TRACE']) {
      const wrong = await ask(port, { path: '/predict', method })
      expect([method, wrong.status]).toEqual([method, 405])
      expect((await ask(port, { path: '/nothing', method })).status).toBe(404)
    }
    const headers = { 'content-type': 'application/json' }
    expect((await ask(port, { path: '/predict', method: 'QUERY', headers }, '{}')).status).toBe(405)
    expect(
      (await ask(port, { path: '/predict', method: 'PUT', headers: { 'content-type': 'a/b' } }, '{}')).status,
    ).toBe(405)
  })
})

describe('a body', () => {
  it('may begin with a byte order mark', async () => {
    const { post } = await modelServer()
    expect((await post('/predict', `\uFEFF${JSON.stringify(CUSTOMER)}`)).status).toBe(200)
  })

  it('of another Content-Type is told so, not that it is no JSON', async () => {
    const { post } = await modelServer()
    const form = 'application/x-www-form-urlencoded' // what curl --data sends
    const { status, body } = await post('/predict', CUSTOMER, { 'content-type': form })
    expect(status).toBe(415)
    expect(body.message).toContain(`the Content-Type is ${form}. Send application/json (curl -H`)
  })

  it('is UTF-8 as it is, whatever its headers claim', async () => {
    const { post } = await modelServer()
    const statusOf = async (payload: unknown, headers: Record<string, string>, url = '/predict') =>
      (await post(url, payload, headers)).status
    expect(await statusOf(CUSTOMER, { 'content-type': 'application/json; charset=utf-8' })).toBe(200)
    expect(await statusOf(CUSTOMER, { 'content-type': 'application/json; charset="UTF-16"' })).toBe(415)
    expect(await statusOf(CUSTOMER, { 'content-encoding': 'gzip' })).toBe(415)
    const csv = Buffer.from('tenure\n1\n')
    expect(
      await statusOf(gzipSync(csv), { 'content-type': 'text/csv', 'content-encoding': 'gzip' }, '/invocations'),
    ).toBe(415)
    expect(await statusOf(Buffer.from([0xff, 0x0a, 0x31]), { 'content-type': 'text/csv' }, '/invocations')).toBe(400)
  })

  it('is not read further once all together hold too much, and small ones go on', async () => {
    const served = await modelServer({ deps: { bodiesLimit: 300_000, requestTimeoutMs: 5000 } })
    const port = await portOf(served)
    const held = connect(port, '127.0.0.1')
    held.on('error', () => {})
    onTestFinished(() => void held.destroy())
    held.write(`${head(1_000_000)}${' '.repeat(250_000)}`)
    await once(held, 'ready')
    const large = JSON.stringify({ ...CUSTOMER, note: 'x'.repeat(100_000) })
    let refused = ''
    for (let i = 0; i < 100 && !refused.includes(' 503 '); i++) {
      refused = await raw(port, head(large.length).replace('Host', 'Connection: close\r\nHost') + large)
    }
    expect(refused).toMatch(/^HTTP\/1.1 503 .*"OVERLOADED"/s)
    expect(refused.toLowerCase()).toMatch(/\r\nretry-after: 1\r\n/)
    expect(refused.toLowerCase()).toMatch(/\r\nconnection: close\r\n/)
    expect((await served.post('/predict', CUSTOMER)).status).toBe(200)
    held.destroy()
    let status = 503
    for (let i = 0; i < 100 && status === 503; i++) status = (await served.post('/predict', large)).status
    expect(status).toBe(200)
  })
})

describe('createBodyBudget', () => {
  it('counts what is held, gives it back once, and leaves the first bytes of each free', () => {
    const budget = createBodyBudget(100_000)
    const [a, b, c] = [budget.open(), budget.open(), budget.open()]
    expect(a.take(60_000)).toBe(true)
    expect(b.take(16_384)).toBe(true)
    expect(b.take(50_000)).toBe(false)
    expect(c.take(40_000)).toBe(true)
    a.close()
    a.close()
    expect(b.take(1)).toBe(true)
    expect(budget.open().take(10_000)).toBe(true)
  })
})

describe('the log of a refusal', () => {
  it('has no stack for what is only too much', async () => {
    const { post, lines } = await modelServer({ maxQueuedRows: 1 })
    expect((await post('/predict', [CUSTOMER, CUSTOMER])).status).toBe(503)
    expect(lines.join('')).toContain('"code":"OVERLOADED"')
    expect(lines.join('')).not.toMatch(/stack|\.ts:|node_modules/)
  })
})

describe('/docs', () => {
  it('is where / leads, and runs nothing but its own scripts, in no frame', async () => {
    const { get } = await modelServer()
    const root = await get('/')
    expect([root.status, root.headers['location']]).toEqual([302, '/docs'])
    for (const url of ['/docs', '/docs/static/swagger-ui-bundle.js', '/docs/json']) {
      const { headers } = await get(url)
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
      )
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' })
    }
    expect((await get('/health')).headers['x-content-type-options']).toBe('nosniff')
  })
})
