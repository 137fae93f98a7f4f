import { once } from 'node:events'
import { rmSync, writeFileSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { modelServer } from '../../../test/fixtures/model-server.ts'
import { filesBelow, segmentText } from '../../../test/fixtures/prediction-disk.ts'
import { CUSTOMER, probabilityOf, servedModel } from '../../../test/fixtures/served-model.ts'
import { isAppError } from '../../core/index.ts'
import { createServingMetrics } from './serving-metrics.ts'

const breakDown = (): never => {
  throw new Error('secret /srv/path')
}

describe('POST /predict', () => {
  it('answers one record under the names of the config, and its row is in the log', async () => {
    const { post, root } = await modelServer()
    const { status, body, headers } = await post('/predict', CUSTOMER)
    expect(status).toBe(200)
    expect(body).toEqual({
      churn_probability: expect.closeTo(probabilityOf(12, 0), 12),
      churn_prediction: true,
      risk_tier: 'MEDIUM',
      model_version: '1',
      prediction_id: expect.stringMatching(/^[\w-]{20}$/),
    })
    expect(segmentText(root)).toContain(`"prediction_id":"${body.prediction_id}"`)
    expect(segmentText(root)).toContain(`"request_id":"${headers['x-request-id']}"`)
  })

  it('answers many records in their order, as a list or as records', async () => {
    const { post } = await modelServer()
    const rows = [5, 1, 40].map((tenure) => ({ ...CUSTOMER, tenure }))
    for (const [url, payload] of [
      ['/predict', rows],
      ['/predict', { records: rows }],
      ['/predict/batch', rows],
      ['/predict/batch', { records: rows }],
    ] as const) {
      const { body } = await post(url, payload)
      expect(body.predictions.map((answer: { churn_probability: number }) => answer.churn_probability)).toEqual(
        [5, 1, 40].map((tenure) => expect.closeTo(probabilityOf(tenure, 0), 12)),
      )
    }
    expect((await post('/predict/batch', CUSTOMER)).body.detail[0].type).toBe('list_type')
    expect((await post('/predict', { records: [{}] })).body.detail[0].loc).toEqual(['body', 'records', 0, 'tenure'])
  })

  it('answers 422 with what is wrong and where, and counts it', async () => {
    const { post, get } = await modelServer()
    const { status, body } = await post('/predict', { ...CUSTOMER, tenure: -3, contract_type: undefined })
    expect(status).toBe(422)
    expect(body).toEqual({
      detail: [
        {
          loc: ['body', 'tenure'],
          msg: 'Input should be greater than or equal to 0',
          type: 'greater_than_equal',
        },
        { loc: ['body', 'contract_type'], msg: 'Field required', type: 'missing' },
      ],
    })
    await post('/predict', '{')
    expect((await get('/metrics')).text).toMatch(/^input_errors_total 2$/m)
  })

  it.each([
    ['{', 422],
    ['', 422],
    ['null', 422],
    ['"text"', 422],
    ['[]', 422],
    ['[[]]', 422],
    ['{"tenure":NaN}', 422],
    ['{"tenure":1e999,"monthly_charges":-1e999,"contract_type":"One year","senior":false}', 422],
    ['{"__proto__":{"tenure":1},"constructor":{"prototype":{"tenure":1}}}', 422],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 422],
    [`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 422],
    [Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 422],
  ])('survives the hostile body %#', async (payload, expected) => {
    const { post } = await modelServer()
    const { status, body } = await post('/predict', payload)
    expect(status).toBe(expected)
    expect(body.detail[0]).toEqual({ loc: expect.any(Array), msg: expect.any(String), type: expect.any(String) })
    expect(JSON.stringify(body)).not.toMatch(/\.ts|node_modules|at /)
    expect(({} as { tenure?: number }).tenure).toBeUndefined()
    expect((await post('/predict', CUSTOMER)).status).toBe(200)
  })

  it('refuses other media types, bodies that are too large and rows that are too many', async () => {
    const { post } = await modelServer({ deps: { bodyLimit: 1000 } })
    const problem = async (payload: unknown, headers = {}) => {
      const { status, body } = await post('/predict', payload, headers)
      return [status, body.error_code]
    }
    const unsupported = [415, 'MEDIA_TYPE_UNSUPPORTED']
    expect(await problem('a=1', { 'content-type': 'text/plain' })).toEqual(unsupported)
    expect(await problem(gzipSync(JSON.stringify(CUSTOMER)), { 'content-encoding': 'gzip' })).toEqual(unsupported)
    expect(await problem({ ...CUSTOMER, note: 'x'.repeat(2000) })).toEqual([413, 'BODY_TOO_LARGE'])
    const { post: large } = await modelServer()
    const { body, status } = await large(
      '/predict/batch',
      Array.from({ length: 10_001 }, () => CUSTOMER),
    )
    expect([status, body.detail[0].type]).toEqual([422, 'too_long'])
  })

  it('takes a sane request id, makes one otherwise, and logs a failure as JSON with it', async () => {
    const { post, lines } = await modelServer()
    const id = 'abc-123'
    expect((await post('/predict', CUSTOMER, { 'x-request-id': id })).headers['x-request-id']).toBe(id)
    const hostile = await post('/predict', { tenure: 1 }, { 'x-request-id': 'a b"\t' })
    const made = hostile.headers['x-request-id']
    expect(made).toMatch(/^[\w-]{8,}$/)
    const line = lines.map((text) => JSON.parse(text)).find(({ reqId }) => reqId === made)
    expect(line).toMatchObject({ method: 'POST', route: '/predict', status: 422 })
  })

  it('says which method a route answers, and where there is none', async () => {
    const { server } = await modelServer()
    const wrong = await server.app.inject({ method: 'GET', url: '/predict?x=1' })
    expect([wrong.statusCode, wrong.headers['allow'], wrong.json().error_code]).toEqual([
      405,
      'POST',
      'METHOD_NOT_ALLOWED',
    ])
    expect((await server.app.inject({ method: 'DELETE', url: '/health' })).headers['allow']).toBe('GET, HEAD')
    for (const [url, status, code] of [
      ['/predict/', 404, 'ENDPOINT_NOT_FOUND'],
      ['/%zz', 400, 'BAD_REQUEST'],
    ] as const) {
      const response = await server.app.inject({ url })
      expect([response.statusCode, response.json().error_code]).toEqual([status, code])
    }
  })

  it('says 503 and when to come back if too much waits', async () => {
    const { post } = await modelServer({ maxQueuedRows: 2 })
    const { status, headers, body } = await post('/predict', [CUSTOMER, CUSTOMER, CUSTOMER])
    expect([status, headers['retry-after'], body.error_code]).toEqual([503, '1', 'OVERLOADED'])
  })

  it('never answers what it could not log, and recovers when the disk has space again', async () => {
    let full = true
    const { get, post, root } = await modelServer({
      disk: {
        write: (fd, bytes, offset) => {
          if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
          return writeSync(fd, bytes, offset)
        },
      },
    })
    const failed = await post('/predict', CUSTOMER)
    expect([failed.status, failed.body.error_code]).toEqual([503, 'PREDICTION_LOG_FAILED'])
    const unready = await get('/ready')
    expect([unready.status, unready.text]).toEqual([503, expect.stringContaining('cannot be written (ENOSPC)')])
    expect(unready.text).not.toContain(root)
    expect((await get('/health')).status).toBe(200)
    expect(failed.body).not.toHaveProperty('churn_probability')
    full = false
    const { body } = await post('/predict', CUSTOMER)
    expect((await get('/ready')).status).toBe(200)
    expect(segmentText(root).match(/\n/g)).toHaveLength(1)
    expect(segmentText(root)).toContain(body.prediction_id)
  })

  it('is not ready from the start where the log cannot be made, and ready once it can, without a request', async () => {
    const { get, root } = await modelServer()
    const folder = join(root, 'predictions')
    writeFileSync(folder, '')
    const { status, text } = await get('/ready')
    expect([status, JSON.parse(text)]).toEqual([
      503,
      { status: 'not ready', reason: expect.stringContaining('the prediction log cannot be written (E') },
    ])
    rmSync(folder)
    await expect.poll(async () => (await get('/ready')).status, { timeout: 5000 }).toBe(200)
    expect(filesBelow(root)).toEqual([])
  })

  it('hides what went wrong inside', async () => {
    const { post, promote, lines } = await modelServer()
    const model = await servedModel({ version: '2' })
    await promote({ ...model, example: null, scorer: { ...model.scorer, score: breakDown } })
    const { status, body } = await post('/predict', CUSTOMER)
    expect([status, body]).toEqual([500, { error_code: 'INTERNAL', message: 'the server failed' }])
    expect(lines.join('')).toContain('secret')
  })
})

describe('POST /feedback', () => {
  it('takes labels again and again and refuses nonsense', async () => {
    const { post, root } = await modelServer()
    const { prediction_id } = (await post('/predict', CUSTOMER)).body
    for (let i = 0; i < 2; i++) {
      const { status, body } = await post('/feedback', { prediction_id, label: 'Yes' })
      expect([status, body]).toEqual([200, { accepted: 1 }])
    }
    expect(segmentText(root, 'labels')).toContain(prediction_id)
    expect((await post('/feedback', [{ prediction_id: '../x', label: 'Yes' }])).status).toBe(422)
  })
})

describe('operation', () => {
  it('is healthy without a model but not ready', async () => {
    const { get, post, models } = await modelServer({ start: false })
    expect((await get('/health')).text).toBe('{"status":"healthy","model_loaded":false}')
    expect((await get('/ready')).status).toBe(503)
    expect((await get('/openapi.json')).status).toBe(200)
    const { status, body } = await post('/predict', CUSTOMER)
    expect([status, body.error_code]).toEqual([503, 'NOT_READY'])
    await models.start()
    expect((await get('/health')).text).toBe('{"status":"healthy","model_loaded":true}')
    expect((await get('/ready')).status).toBe(200)
  })

  it("has the tutorial's metrics under their names, and the version that answers", async () => {
    const { get, post, promote } = await modelServer()
    await post('/predict', { ...CUSTOMER, tenure: 100 })
    await post('/predict/batch', [CUSTOMER, CUSTOMER])
    await post('/predict', {})
    await post('/feedback', {})
    await promote(await servedModel({ version: '2' }))
    const { text, headers } = await get('/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain/)
    for (const line of [
      'predictions_total{model="churn-classifier",version="1"} 3',
      'predictions_total{model="churn-classifier",version="2"} 0',
      'http_requests_total{route="/predict",method="POST",status="200"} 1',
      'http_requests_total{route="/predict",method="POST",status="422"} 1',
      'high_risk_predictions_total{model="churn-classifier",version="1"} 1',
      'input_errors_total 2',
      'prediction_latency_seconds_count 2',
      'ml_model_info{model="churn-classifier",version="1"} 0',
      'ml_model_info{model="churn-classifier",version="2"} 1',
    ]) {
      expect(text.split('\n')).toContain(line)
    }
    expect(text).toMatch(/^prediction_latency_seconds_bucket\{le="0.005"\} \d$/m)
    expect(text).toMatch(/^process_cpu_seconds_total/m)
  })

  it('counts rows with a category that training did not see, by column', async () => {
    const { get, post } = await modelServer()
    const rows = ['Month-to-month', 'One year', null, 'Two year'].map((contract_type) => ({
      ...CUSTOMER,
      contract_type,
    }))
    await post('/predict', rows)
    await post('/predict', rows[1])
    expect((await get('/metrics')).text).toContain(
      'unseen_categories_total{model="churn-classifier",version="1",column="contract_type"} 3',
    )
  })

  it('documents the model that answers, and /docs needs nothing from outside', async () => {
    const { get, promote } = await modelServer()
    const before = JSON.parse((await get('/openapi.json')).text)
    expect(before.openapi).toBe('3.1.0')
    expect(before.components.schemas.Record.properties.tenure).toEqual({
      type: ['number', 'null'],
      minimum: 0,
      maximum: 1000,
    })
    expect(before.paths['/predict'].post.requestBody.content['application/json'].example).toEqual(CUSTOMER)
    expect(before.components.schemas.Answer.required).toContain('churn_probability')
    await promote(await servedModel({ version: '2' }))
    expect(JSON.parse((await get('/docs/json')).text).info.version).toBe('2')
    const page = await get('/docs')
    expect(page.status).toBe(200)
    expect(page.text).not.toMatch(/(src|href)="https?:/)
    expect((await get('/docs/static/swagger-ui-bundle.js')).status).toBe(200)
  })

  it.each(['/nothing', '/docs/static/../../package.json', '/docs/static/..%2f..%2fpackage.json', '/%00'])(
    'has nothing at %s',
    async (url) => {
      const { get } = await modelServer()
      const { status, text } = await get(url)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(text).not.toContain('dependencies')
    },
  )
})

describe('listen and drain', () => {
  it('does not wait for ever for a body that never ends', async () => {
    const { server } = await modelServer({ deps: { requestTimeoutMs: 300 } })
    const { port } = new URL(await server.listen({ port: 0 }))
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      'POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"te',
    )
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1.1 408/)
    socket.destroy()
  })

  it('listens on this machine alone unless told otherwise', async () => {
    const { server } = await modelServer()
    for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.org']) {
      await expect(server.listen({ host, port: 0 })).rejects.toSatisfy((error) => isAppError(error, 'INSECURE_BIND'))
    }
    const url = await server.listen({ port: 0 })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const { server: second } = await modelServer()
    const port = Number(new URL(url).port)
    await expect(second.listen({ port })).rejects.toSatisfy((error) => isAppError(error, 'ADDRESS_IN_USE'))
  })

  it('drains: not ready at once, answers through the grace period, then ends with every row in the log', async () => {
    const { server, root } = await modelServer()
    const url = await server.listen({ port: 0 })
    const predict = () =>
      fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(CUSTOMER),
      })
    const before = await predict()
    expect([before.status, before.headers.get('connection')]).toEqual([200, 'keep-alive'])
    const drained = server.drain({ graceMs: 800 })
    expect((await fetch(`${url}/ready`)).status).toBe(503)
    const answers = await Promise.all(Array.from({ length: 5 }, predict))
    expect(answers.map(({ status, headers }) => [status, headers.get('connection')])).toEqual(
      Array.from({ length: 5 }, () => [200, 'close']),
    )
    await drained
    await expect(predict()).rejects.toThrow()
    expect(segmentText(root)).toBe('')
  })
})

describe('createServingMetrics', () => {
  it('forgets versions that are neither served nor warm', async () => {
    const metrics = createServingMetrics()
    const [one, two, three] = [
      await servedModel(),
      await servedModel({ version: '2' }),
      await servedModel({ version: '3' }),
    ]
    metrics.swapped(one, undefined)
    metrics.swapped(two, one)
    metrics.swapped(three, two)
    metrics.loadFailed(new Error('no'))
    const text = await metrics.render()
    expect(text).not.toMatch(/^ml_model_info.*version="1"/m)
    expect(text).toContain('ml_model_load_failures_total 1')
  })
})
