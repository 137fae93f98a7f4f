// Connections that a client should not make: half-sent, slow, pipelined, old, oversized, thousands at once.
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { CUSTOMER } from '../fixtures/served-model.ts'
import { type AttackedServer, attackedServer } from './attacked-server.ts'
import { createCounts } from './counts.ts'

const GOOD = JSON.stringify(CUSTOMER)
const HALF_SENT = 100
const CONNECTIONS = 5000
const ROUNDS = 3
const PIPELINED = 500
const MEGABYTE = 1 << 20

const head = (headers: readonly string[], line = 'POST /predict HTTP/1.1'): string =>
  [line, 'Host: localhost', ...headers, '', ''].join('\r\n')
const JSON_TYPE = 'Content-Type: application/json'
const goodRequest = head([JSON_TYPE, `Content-Length: ${GOOD.length}`]) + GOOD

interface Dialogue {
  readonly socket: Socket
  /** What came back so far. */
  read(): string
}

function open(port: number): Dialogue {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  socket.on('error', () => {})
  return { socket, read: () => text }
}

const statusesIn = (text: string): string[] => [...text.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status!)

/** Writes `parts` one after the other and gives all that came back when the server ended it, or after `patienceMs`. */
async function ask(port: number, parts: readonly (string | Buffer)[], patienceMs = 10_000): Promise<string> {
  const { socket, read } = open(port)
  // not `once`, which an error of the socket rejects: the server ends many of these
  const closed = new Promise((resolve) => socket.on('close', resolve))
  for (const part of parts) if (!socket.destroyed) socket.write(part)
  await Promise.race([closed, sleep(patienceMs, undefined, { ref: false })])
  socket.destroy()
  return read()
}

/** Resident memory once it no longer falls. */
async function settledMemory(server: AttackedServer): Promise<number> {
  let least = server.memory()
  for (let same = 0; same < 4; same++) {
    server.collectGarbage()
    await sleep(250)
    const now = server.memory()
    if (now < 0.99 * least) same = -1
    least = Math.min(least, now)
  }
  return least
}

it('no way to connect or to send crashes the server, fails it, or keeps its memory', async () => {
  const server = await attackedServer()
  const { port } = server
  const counts = createCounts('connections')
  const texts: string[] = []
  const tell = (what: string, text: string): void => {
    texts.push(text)
    const statuses = statusesIn(text)
    for (const status of statuses) counts.add(`${what} ${status}`)
    if (statuses.length === 0) counts.add(`${what} closed`)
  }

  const oversized = async (): Promise<void> => {
    tell(
      '100 MB',
      await ask(port, [head([JSON_TYPE, `Content-Length: ${100 * MEGABYTE}`]), Buffer.alloc(MEGABYTE, 32)]),
    )
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MEGABYTE, 32), Buffer.from('\r\n')])
    const chunks = Array.from({ length: 100 }, () => chunk)
    tell('100 MB chunked', await ask(port, [head([JSON_TYPE, 'Transfer-Encoding: chunked']), ...chunks]))
    tell('64 kB headers', await ask(port, [head([`X-Large: ${'x'.repeat(64 << 10)}`])]))
    const bomb = gzipSync(Buffer.alloc(50 * MEGABYTE, 32))
    const encoded = ['Connection: close', JSON_TYPE, 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`]
    tell('gzip', await ask(port, [head(encoded), bomb]))
    for (const charset of ['utf-16', 'latin1', 'x']) {
      const headers = ['Connection: close', `${JSON_TYPE}; charset=${charset}`, `Content-Length: ${GOOD.length}`]
      tell('charset', await ask(port, [head(headers), GOOD]))
    }
  }
  const halfSent = async (): Promise<number> => {
    const body = Buffer.alloc(8 * MEGABYTE - 1, 32)
    const dialogues = Array.from({ length: HALF_SENT }, () => {
      const dialogue = open(port)
      dialogue.socket.write(head([JSON_TYPE, `Content-Length: ${8 * MEGABYTE}`]))
      dialogue.socket.write(body)
      return dialogue
    })
    let peak = 0
    for (let i = 0; i < 10; i++) {
      await sleep(200)
      peak = Math.max(peak, server.memory())
    }
    counts.add(`beside half-sent bodies ${await server.predicts()}`)
    for (const { socket, read } of dialogues) {
      tell('half-sent', read())
      socket.destroy()
    }
    return peak
  }
  const odd = async (): Promise<void> => {
    tell(
      'pipelined',
      await ask(port, [goodRequest.repeat(PIPELINED - 1), goodRequest.replace('Host', 'Connection: close\r\nHost')]),
    )
    tell('HTTP/1.0', await ask(port, [goodRequest.replace('HTTP/1.1', 'HTTP/1.0')]))
    tell('HTTP/1.0', await ask(port, ['GET /health HTTP/1.0\r\n\r\n']))
    for (const text of [
      '\r\n\r\n',
      '\u0016\u0003\u0001',
      'GET / HTTP/9.9\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ]) {
      tell('no HTTP', await ask(port, [text], 1000))
    }
    for (const headers of [
      ['Transfer-Encoding: chunked', 'Content-Length: 5'],
      ['Content-Length: 5', 'Content-Length: 6'],
      ['Content-Length: -1'],
      ['Transfer-Encoding: x'],
    ]) {
      tell('smuggled', await ask(port, [head([JSON_TYPE, ...headers]), '0\r\n\r\n'], 1000))
    }
    tell(
      'evil host',
      await ask(port, [goodRequest.replace('localhost', 'evil.example').replace('Host', 'Connection: close\r\nHost')]),
    )
  }
  const crowd = async (): Promise<void> => {
    const dialogues: Dialogue[] = []
    for (let i = 0; i < CONNECTIONS; i++) {
      const dialogue = open(port)
      dialogues.push(dialogue)
      // every other one is half-open: it says nothing at all, or not all of its headers
      if (i % 2 === 0) dialogue.socket.write(goodRequest)
      else if (i % 4 === 1) dialogue.socket.write('POST /predict HTTP/1.1\r\nHost: loc')
      if (i % 250 === 249) await sleep(20)
    }
    const answered = () => dialogues.filter(({ read }) => read().endsWith('}')).length
    for (let waited = 0; answered() < CONNECTIONS / 2 && waited < 20_000; waited += 100) await sleep(100)
    counts.add(`beside ${CONNECTIONS} connections ${await server.predicts()}`)
    for (const [i, { socket, read }] of dialogues.entries()) {
      if (i % 2 === 0) tell('in a crowd', read())
      socket.destroy()
    }
  }

  const round = async (): Promise<number> => {
    await oversized()
    const peak = await halfSent()
    await odd()
    await crowd()
    return peak
  }
  expect(await server.predicts()).toBe(200)
  // The first rounds grow what stays grown: code, buffers, the spaces of the heap and of the allocator.
  const peak = Math.max(await round(), await round())
  const before = await settledMemory(server)
  await round()
  const after = await settledMemory(server)
  const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`
  counts.report({ peak: megabytes(peak), 'after two rounds': megabytes(before), 'after three': megabytes(after) })

  expect(server.isAlive()).toBe(true)
  expect(await server.predicts()).toBe(200)
  expect(counts.total((outcome) => / 5\d\d$/.test(outcome) && !outcome.endsWith(' 503'))).toBe(0)
  expect(counts.of('pipelined 200')).toBe(ROUNDS * PIPELINED)
  expect(counts.of('in a crowd 200')).toBe((ROUNDS * CONNECTIONS) / 2)
  expect(counts.of('evil host 403')).toBe(ROUNDS)
  expect(counts.of('64 kB headers 431')).toBe(ROUNDS)
  expect(counts.of('beside half-sent bodies 200')).toBe(ROUNDS)
  expect(counts.of('half-sent 503')).toBeGreaterThan((ROUNDS * HALF_SENT) / 4)
  expect(peak).toBeLessThan(600 * MEGABYTE)
  expect(after).toBeLessThan(1.1 * before)
  expect(server.leaksIn(texts.join('\n') + server.log())).toEqual([])
})
