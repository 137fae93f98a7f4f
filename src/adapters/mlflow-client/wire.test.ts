import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { serverAddress } from './server-address.ts'
import { createWire } from './wire.ts'

const seen: IncomingMessage[] = []
let answers: readonly (readonly [number, string])[] = []
const server = createServer((request, response) => {
  seen.push(request)
  request.resume()
  const [status, body] = answers[Math.min(seen.length, answers.length) - 1]!
  response.writeHead(status, { 'content-type': 'application/json' }).end(body)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
afterAll(() => server.close())

const open = (user = '', env: Record<string, string> = {}) =>
  createWire(serverAddress(`http://${user}127.0.0.1:${port}/base/`, env, 'a test'), { retries: 2, pauseMs: 1 })
const ask = async (said: typeof answers, again: boolean, wire = open()) => {
  seen.length = 0
  answers = said
  return wire.call({ method: 'POST', path: '/x', again, body: { value: Number.NaN } }).finally(wire.close)
}

test('what may be done twice is sent again while the server is busy; what may not only if it was not begun', async () => {
  expect(
    await ask(
      [
        [503, ''],
        [500, '{}'],
        [200, '{"a":1}'],
      ],
      true,
    ),
  ).toEqual({ a: 1 })
  expect(seen.map(({ url }) => url)).toEqual(['/base/x', '/base/x', '/base/x'])
  await expect(
    ask(
      [
        [503, ''],
        [200, '{}'],
      ],
      false,
    ),
  ).rejects.toMatchObject({ code: 'TRACKING_FAILED' })
  expect(seen).toHaveLength(1)
  expect(
    await ask(
      [
        [429, ''],
        [200, '{}'],
      ],
      false,
    ),
  ).toEqual({})
  await expect(ask([[500, '']], true)).rejects.toMatchObject({ code: 'TRACKING_FAILED' })
  expect(seen).toHaveLength(3)
})

async function sent(user: string, env: Record<string, string>): Promise<string | undefined> {
  await ask([[200, '{}']], true, open(user, env))
  return seen[0]!.headers.authorization
}

test('says who asks: by the address, else by user and password, else by token', async () => {
  const env = { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p', MLFLOW_TRACKING_TOKEN: 't' }
  expect(await sent('ada:s%40cret@', env)).toBe(`Basic ${btoa('ada:s@cret')}`)
  expect(await sent('', env)).toBe(`Basic ${btoa('u:p')}`)
  expect(await sent('', { MLFLOW_TRACKING_TOKEN: 't' })).toBe('Bearer t')
  expect(await sent('', {})).toBeUndefined()
})

test('no message holds a password', async () => {
  const refused = ask([[401, 'no']], true, open('ada:s3cret@'))
  await expect(refused).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    message: expect.not.stringContaining('s3cret'),
  })
  const gone = createWire(serverAddress('http://ada:s3cret@127.0.0.1:1', {}, 'a test'), { retries: 0 })
  const message = expect.not.stringContaining('s3cret')
  await expect(gone.call({ method: 'GET', path: '/', again: true })).rejects.toMatchObject({
    code: 'TRACKING_UNREACHABLE',
    message,
  })
  expect(() => serverAddress('http://ada:s3cret@host/?x=1', {}, 'a test')).toThrow(
    expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message }),
  )
})

test('an answer that leads elsewhere or is no JSON object is refused', async () => {
  await expect(ask([[302, '']], true)).rejects.toMatchObject({ code: 'TRACKING_FAILED' })
  await expect(ask([[200, '<html>']], true)).rejects.toMatchObject({ code: 'TRACKING_FAILED' })
  await expect(ask([[200, '[1]']], true)).rejects.toMatchObject({ code: 'TRACKING_FAILED' })
})
