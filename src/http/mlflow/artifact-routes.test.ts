import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TrackingFixture, trackingServer } from '../../../test/fixtures/tracking-server.ts'

let tracking: TrackingFixture
let run: string
beforeAll(async () => {
  tracking = await trackingServer()
  run = (await tracking.ask('POST runs/create', { experiment_id: '0' })).json.run.info.run_id
})

const PROXY = '/api/2.0/mlflow-artifacts/artifacts'
const refused = (status: number, error_code: string) => ({ status, json: { error_code } })
const put = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
  tracking.send('PUT', `${PROXY}/${path}`, { body, headers })
const get = (path: string, headers: Record<string, string> = {}) =>
  tracking.send('GET', `${PROXY}/${path}`, { headers })

describe('the proxy', () => {
  test.each([
    ['octets', { 'content-type': 'application/octet-stream' }],
    ['json', { 'content-type': 'application/json' }],
    ['anything', { 'content-type': 'text/html; charset=latin1' }],
    ['untold', {}],
  ])('takes bytes as they come: %s', async (name, headers) => {
    const bytes = Buffer.from([0, 255, 123, 10, 13])
    expect(await put(`0/x/${name}`, bytes, headers)).toMatchObject({ status: 200, json: {} })
    expect(Buffer.from((await get(`0/x/${name}`)).bytes)).toEqual(bytes)
  })

  test('takes an empty artifact, and one again', async () => {
    await put('0/x/empty', '')
    expect((await get('0/x/empty')).bytes).toHaveLength(0)
    await put('0/x/empty', 'full')
    expect((await get('0/x/empty')).text).toBe('full')
  })

  test('gives it as a file to keep, never as a page', async () => {
    await put('0/x/page.html', '<script>alert(1)</script>', { 'content-type': 'text/html' })
    expect((await get('0/x/page.html')).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''page.html",
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
  })

  test('gives ranges, so that a download goes on where it stopped', async () => {
    await put('0/x/r', '0123456789')
    const whole = await get('0/x/r')
    const { etag } = whole.headers as { etag: string }
    expect(await get('0/x/r', { range: 'bytes=3-4' })).toMatchObject({
      status: 206,
      text: '34',
      headers: { 'content-range': 'bytes 3-4/10', 'content-length': '2' },
    })
    expect((await get('0/x/r', { range: 'bytes=8-' })).text).toBe('89')
    expect((await get('0/x/r', { range: 'bytes=-3' })).text).toBe('789')
    expect((await get('0/x/r', { range: 'bytes=5-', 'if-range': etag })).text).toBe('56789')
    await put('0/x/r', 'another')
    expect(await get('0/x/r', { range: 'bytes=5-', 'if-range': etag })).toMatchObject({ status: 200, text: 'another' })
    for (const range of ['bytes=7-', 'bytes=4-2', 'bytes=-0']) {
      expect(await get('0/x/r', { range })).toMatchObject(refused(416, 'RANGE_INVALID'))
    }
    for (const range of ['lines=1-2', 'bytes=1-2,4-5']) expect((await get('0/x/r', { range })).status).toBe(200)
  })

  test('lists a folder, and deletes it', async () => {
    for (const name of ['l/b/c', 'l/a', 'l/b/d']) await put(`0/${name}`, name)
    const list = (path: string) => tracking.send('GET', `/ajax-api/2.0/mlflow-artifacts/artifacts?path=${path}`)
    expect((await list('0/l')).json.files).toEqual([
      { path: 'a', is_dir: false, file_size: 3 },
      { path: 'b', is_dir: true },
    ])
    await tracking.send('DELETE', `${PROXY}/0/l/b`)
    expect((await list('0/l/')).json.files).toEqual([{ path: 'a', is_dir: false, file_size: 3 }])
    expect(await get('0/l/b/c')).toMatchObject(refused(404, 'RESOURCE_DOES_NOT_EXIST'))
  })

  test('declines uploads in parts in the words that clients look for', async () => {
    const { status, json } = await tracking.send('POST', '/api/2.0/mlflow-artifacts/mpu/create/0/x', {
      body: '{"path":"x","num_parts":2}',
      headers: { 'content-type': 'application/json' },
    })
    expect([status, json.message]).toEqual([
      501,
      expect.stringMatching(/^Multipart upload is not supported for the current artifact repository/),
    ])
  })

  test.each([
    '..%2fstore.db',
    '%2e%2e/store.db',
    'a/%2e%2e/%2e%2e/x',
    'a/..%2f..%2fx',
    '%2fetc/passwd',
    'a%00b',
    'a%23b',
    'a%5c..%5cb',
    'file:%2f%2f/etc',
    '%252e%252e/x',
    'a//b',
    '.incoming/x',
  ])('%s leads nowhere', async (path) => {
    for (const method of ['GET', 'PUT', 'DELETE'] as const) {
      const { status, json } = await tracking.send(method, `${PROXY}/${path}`, method === 'PUT' ? { body: 'x' } : {})
      expect([method, status, json.error_code]).toEqual([method, 400, 'INVALID_PARAMETER_VALUE'])
    }
  })

  test('keeps nothing of an upload that is cut off', async () => {
    const { port } = new URL(tracking.address)
    for (const how of ['content-length: 100', 'transfer-encoding: chunked']) {
      const socket = connect(Number(port), '127.0.0.1')
      socket.write(`PUT ${PROXY}/0/x/cut HTTP/1.1\r\nhost: localhost\r\n${how}\r\n\r\n5\r\nhello`)
      await sleep(50)
      socket.destroy()
      await once(socket, 'close')
    }
    await expect.poll(() => tracking.blobs.unfinished()).toEqual([])
    expect((await get('0/x/cut')).status).toBe(404)
  })
})

describe('artifacts of a run', () => {
  test('are listed from its folder on, and read by its id', async () => {
    await put(`0/${run}/artifacts/model/MLmodel`, 'flavors: {}')
    await put(`0/${run}/artifacts/a.txt`, 'a')
    const list = async (path?: string) =>
      (await tracking.ask(`GET artifacts/list?run_id=${run}${path === undefined ? '' : `&path=${path}`}`)).json
    expect(await list()).toEqual({
      root_uri: `mlflow-artifacts:/0/${run}/artifacts`,
      files: [
        { path: 'a.txt', is_dir: false, file_size: 1 },
        { path: 'model', is_dir: true },
      ],
    })
    expect((await list('model')).files).toEqual([{ path: 'model/MLmodel', is_dir: false, file_size: 11 }])
    expect((await tracking.send('GET', `/get-artifact?run_uuid=${run}&path=model/MLmodel`)).text).toBe('flavors: {}')
    for (const path of ['../x', '/etc', '%2e%2e']) {
      expect((await tracking.send('GET', `/get-artifact?run_id=${run}&path=${path}`)).status).toBe(400)
      expect((await tracking.ask(`GET artifacts/list?run_id=${run}&path=${path}`)).status).toBe(400)
    }
  })

  test("are written by MLflow's pages, up to 10 MB", async () => {
    const path = `/ajax-api/2.0/mlflow/upload-artifact?run_uuid=${run}&path=note.txt`
    expect((await tracking.send('POST', path, { body: 'hello' })).status).toBe(200)
    expect((await tracking.send('GET', `/get-artifact?run_id=${run}&path=note.txt`)).text).toBe('hello')
    expect((await tracking.send('POST', path, { body: new Uint8Array(11 << 20) })).status).toBe(413)
    expect((await tracking.send('GET', `/get-artifact?run_id=${run}&path=note.txt`)).text).toBe('hello')
  })

  test('of a version, by its name and number', async () => {
    await tracking.ask('POST registered-models/create', { name: 'm' })
    const source = `mlflow-artifacts:/0/${run}/artifacts/model`
    await tracking.ask('POST model-versions/create', { name: 'm', source })
    const file = '/model-versions/get-artifact?name=m&version=1&path=MLmodel'
    expect((await tracking.send('GET', file)).text).toBe('flavors: {}')
  })
})
