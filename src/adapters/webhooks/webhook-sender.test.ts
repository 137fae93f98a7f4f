import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createWebhookSender } from './webhook-sender.ts'

/** A receiver on loopback. Gives its port, and what was asked of it. */
async function receiver(listener: RequestListener) {
  const asked: { host: string | undefined; url: string | undefined }[] = []
  const server = createServer((request, response) => {
    asked.push({ host: request.headers.host, url: request.url })
    listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { port: (server.address() as AddressInfo).port, asked }
}

const open = { allowHttp: true, allowPrivate: true } as const
const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) })

test.each([
  ['http://example.com/', /scheme must be https/],
  ['ftp://example.com/', /scheme must be https/],
  ['file:///etc/passwd', /scheme must be https/],
  ['example.com', /scheme must be https/],
  ['', /scheme must be https/],
  ['https://ada:secret@example.com/', /a user or a password/],
  ['https://127.0.0.1/', /does not lead to the public internet/],
  ['https://2130706433/', /does not lead to the public internet/],
  ['https://0x7f.1/', /does not lead to the public internet/],
  ['https://0177.0.0.1/', /does not lead to the public internet/],
  ['https://127.1/', /does not lead to the public internet/],
  ['https://[::1]/', /does not lead to the public internet/],
  ['https://[::ffff:169.254.169.254]/', /does not lead to the public internet/],
  ['https://[64:ff9b::a9fe:a9fe]/', /does not lead to the public internet/],
  ['https://169.254.169.254/latest/meta-data', /does not lead to the public internet/],
])('%j is refused, when it is made and when it is sent to', async (url, message) => {
  const sender = createWebhookSender({ resolve: async () => ['1.1.1.1'] })
  await expect(sender.check(url)).rejects.toEqual(refused(message))
  await expect(sender.send(url, '{}', {})).rejects.toEqual(refused(message))
})

test('the system resolver finds localhost, and it is refused', async () => {
  await expect(createWebhookSender().check('https://localhost/')).rejects.toEqual(refused(/public internet/))
})

test('a name that leads to a public and to a private address is refused', async () => {
  const sender = createWebhookSender({ resolve: async () => ['1.1.1.1', '10.0.0.1'] })
  await expect(sender.check('https://example.com/')).rejects.toEqual(refused(/public internet/))
})

test('a name that led to a public address and now leads to this machine is refused before anything is sent', async () => {
  const { port, asked } = await receiver((_, response) => response.end())
  const answers = [['1.1.1.1'], ['127.0.0.1']]
  const sender = createWebhookSender({ allowHttp: true, resolve: async () => answers.shift()! })
  const url = `http://rebound.example:${port}/`
  await sender.check(url)
  await expect(sender.send(url, '{}', {})).rejects.toEqual(refused(/public internet/))
  expect(asked).toEqual([])
})

test('a name is resolved once for each request, and its host is said', async () => {
  const { port, asked } = await receiver((_, response) => response.end('ok'))
  let resolved = 0
  const resolve = async () => (resolved++ === 0 ? ['127.0.0.1'] : ['127.0.0.2'])
  const answered = await createWebhookSender({ ...open, resolve }).send(`http://name.invalid:${port}/a?b`, '{}', {})
  expect(answered).toEqual({ status: 200, body: 'ok' })
  expect(resolved).toBe(1)
  expect(asked).toEqual([{ host: `name.invalid:${port}`, url: '/a?b' }])
})

test('a redirect is an answer, and is not followed', async () => {
  const inner = await receiver((_, response) => response.end())
  const { port } = await receiver((_, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end(),
  )
  const answered = await createWebhookSender(open).send(`http://127.0.0.1:${port}/`, '{}', {})
  expect(answered.status).toBe(307)
  expect(inner.asked).toEqual([])
})

test('of an endless answer the beginning is read', async () => {
  const { port } = await receiver((_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(1000)), 1)
    response.on('close', () => clearInterval(timer))
  })
  const answered = await createWebhookSender({ ...open, maxBytes: 2500 }).send(`http://127.0.0.1:${port}/`, '{}', {})
  expect(answered.body).toBe('x'.repeat(2500))
})

test('a receiver that says nothing, and one that is not there, have failed; the message has no part of the url', async () => {
  const { port } = await receiver(() => {})
  const sender = createWebhookSender({ ...open, timeoutMs: 100 })
  for (const url of [`http://127.0.0.1:${port}/hidden`, 'http://127.0.0.1:1/hidden']) {
    const message = await sender.send(url, '{}', {}).then(String, (error) => `${error.code} ${error.message}`)
    expect(message).toMatch(/^WEBHOOK_FAILED .*\((TIMEOUT|ECONNREFUSED)\)/)
    expect(message).not.toMatch(/127|hidden/)
  }
})

test('a name without an address is refused when it is made, and has failed when it is sent to', async () => {
  const unknown = Object.assign(new Error('x'), { code: 'ENOTFOUND' })
  const sender = createWebhookSender({ resolve: () => Promise.reject(unknown) })
  await expect(sender.check('https://nowhere.invalid/')).rejects.toEqual(refused(/no address/))
  await expect(sender.send('https://nowhere.invalid/', '', {})).rejects.toMatchObject({ code: 'WEBHOOK_FAILED' })
})
