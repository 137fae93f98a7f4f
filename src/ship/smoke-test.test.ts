import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SMOKE_TEST } from './smoke-test.ts'

let folder: string
let server: Server | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smoke-'))
  writeFileSync(join(folder, 'smoke-test.mjs'), SMOKE_TEST)
  writeFileSync(join(folder, 'input_example.json'), JSON.stringify({ columns: ['tenure', 'plan'], data: [[3, 'a']] }))
})
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  rmSync(folder, { recursive: true })
})

/** Runs the program against a server that answers a path and body with a status; gives its exit code and output. */
async function smoke(answer: (path: string, body: string) => number): Promise<{ code: number; output: string }> {
  server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('')
    response.writeHead(answer(request.url!, body)).end('answer')
  })
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const program = join(folder, 'smoke-test.mjs')
  return new Promise((done) => {
    execFile(process.execPath, [program, url, join(folder, 'input_example.json')], (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, output: stdout + stderr })
    })
  })
}

const sound = (path: string, body: string): number => (path === '/predict' && body === '{}' ? 422 : 200)

test('passes a server that answers well, asking it with the input example as a record', async () => {
  const bodies: string[] = []
  const { code } = await smoke((path, body) => {
    if (path === '/predict') bodies.push(body)
    return sound(path, body)
  })
  expect(code).toBe(0)
  expect(JSON.parse(bodies[0]!)).toEqual({ tenure: 3, plan: 'a' })
})

test('fails a server that cannot predict, and says what it answered', async () => {
  const { code, output } = await smoke((path) => (path === '/predict' ? 500 : 200))
  expect(code).toBe(1)
  expect(output).toContain('prediction answered 500, not 200')
})

test('fails a server that takes a bad body', async () => {
  expect((await smoke(() => 200)).output).toContain('bad body answered 200, not 422')
})
