import { beforeAll, describe, expect, test } from 'vitest'
import { httpReceiver } from '../../../../test/fixtures/http-receiver.ts'
import { type TrackingFixture, trackingServer } from '../../../../test/fixtures/tracking-server.ts'
import { signature } from '../../../events/index.ts'

let tracking: TrackingFixture
beforeAll(async () => {
  tracking = await trackingServer()
})
const ask = (route: string, body?: unknown) => tracking.ask(route, body)

const SECRET = 'nobody-reads-this'
const EVENT = { entity: 'REGISTERED_MODEL', action: 'CREATED' }
const hook = (fields: object = {}) => ({ name: 'hook', url: 'http://127.0.0.1:1/x', events: [EVENT], ...fields })
const made = async (fields: object = {}) => (await ask('POST webhooks', hook(fields))).json.webhook

test('a webhook is made, read, listed, changed and deleted in MLflow`s words', async () => {
  const webhook = await made({ description: 'd', secret: SECRET })
  expect(webhook).toEqual({
    ...hook({ description: 'd' }),
    webhook_id: expect.any(String),
    status: 'ACTIVE',
    creation_timestamp: expect.any(Number),
    last_updated_timestamp: webhook.creation_timestamp,
  })
  const at = `webhooks/${webhook.webhook_id}`
  expect((await ask(`GET ${at}`)).json).toEqual({ webhook })
  expect((await ask('GET webhooks?max_results=1000')).json.webhooks).toContainEqual(webhook)
  const changed = await ask(`PATCH ${at}`, { status: 'DISABLED', events: [{ entity: 3, action: 4 }], name: '' })
  expect(changed.json.webhook).toMatchObject({
    name: 'hook',
    status: 'DISABLED',
    events: [{ entity: 'MODEL_VERSION_TAG', action: 'SET' }],
  })
  expect((await ask(`DELETE ${at}`)).json).toEqual({})
  expect(await ask(`GET ${at}`)).toMatchObject({ status: 404, json: { error_code: 'RESOURCE_DOES_NOT_EXIST' } })
})

test('no answer and no error holds a secret', async () => {
  const { webhook_id: id } = await made({ secret: SECRET })
  const bodies = await Promise.all([
    ask(`GET webhooks/${id}`),
    ask('GET webhooks?max_results=1000'),
    ask(`PATCH webhooks/${id}`, { secret: `${SECRET}2` }),
    ask(`POST webhooks/${id}/test`, {}),
    ask('POST webhooks', hook({ secret: SECRET.repeat(1000) })),
    ask('POST webhooks', hook({ secret: `${SECRET}\0` })),
  ])
  expect(bodies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 400, 400])
  for (const { text } of bodies) expect(text).not.toContain(SECRET)
})

test.each([
  [{ name: '-a' }, /Webhook name/],
  [{ name: 'a'.repeat(64) }, /Webhook name/],
  [{ url: 'ftp://127.0.0.1/' }, /Invalid webhook URL/],
  [{ url: `http://127.0.0.1/${'a'.repeat(500)}` }, /at most 500/],
  [{ events: [] }, /Webhook events cannot be empty/],
  [{ events: [{ entity: 'REGISTERED_MODEL', action: 'SET' }] }, /Invalid action 'set' for entity 'registered_model'/],
  // A budget is nothing that we have, and nobody is promised to hear of it.
  [{ events: [{ entity: 'BUDGET_POLICY', action: 'EXCEEDED' }] }, /Invalid action/],
  [{ events: [{ entity: 'NONE', action: 'SET' }] }, /Invalid value "NONE" for parameter 'events\[0\]\.entity'/],
  [{ status: 'ON' }, /Invalid value "ON" for parameter 'status'/],
])('one with %j is refused', async (fields, message) => {
  expect(await ask('POST webhooks', hook(fields))).toMatchObject({
    status: 400,
    json: { error_code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) },
  })
})

describe('a test', () => {
  test('sends an example, signed, and says what was answered', async () => {
    const { url, asked } = await httpReceiver(() => 201)
    const { webhook_id: id } = await made({ url, secret: SECRET })
    expect((await ask(`POST webhooks/${id}/test`, {})).json).toEqual({
      result: { success: true, response_status: 201, response_body: '' },
    })
    const [{ body, headers }] = asked as [(typeof asked)[0]]
    expect(JSON.parse(body)).toMatchObject({
      entity: 'registered_model',
      action: 'created',
      data: { name: 'example_model' },
    })
    const [id2, timestamp] = [headers['x-mlflow-delivery-id'] as string, headers['x-mlflow-timestamp'] as string]
    expect(headers['x-mlflow-signature']).toBe(signature(SECRET, { id: id2, timestamp, body }))
  })

  test('of a receiver that refuses, or is not there, has failed', async () => {
    const { url } = await httpReceiver(() => 403)
    const event = { entity: 'MODEL_VERSION', action: 'CREATED' }
    const one = await made({ url })
    expect((await ask(`POST webhooks/${one.webhook_id}/test`, { event })).json.result).toMatchObject({
      success: false,
      response_status: 403,
    })
    const two = await made()
    expect((await ask(`POST webhooks/${two.webhook_id}/test`, {})).json.result).toEqual({
      success: false,
      error_message: expect.stringMatching(/ECONNREFUSED/),
    })
  })
})
