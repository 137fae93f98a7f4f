import { beforeAll, describe, expect, test } from 'vitest'
import { type TrackingFixture, trackingServer } from '../../../test/fixtures/tracking-server.ts'

let tracking: TrackingFixture
beforeAll(async () => {
  tracking = await trackingServer()
})
const ask = (route: string, body?: unknown) => tracking.ask(route, body)

const refused = (code: string, message: RegExp, status = 400) => ({
  status,
  json: { error_code: code, message: expect.stringMatching(message) },
})

const newRun = async (fields: object = {}): Promise<string> =>
  (await ask('POST runs/create', { experiment_id: '0', start_time: 1, ...fields })).json.run.info.run_id

describe('what it is asked is read as protocol buffers are', () => {
  test('numbers also as text, enums also as numbers, null as absent, unknown fields not at all', async () => {
    const id = await newRun({ start_time: '5', run_name: null, nonsense: { a: 1 } })
    const updated = await ask('POST runs/update', { run_id: id, status: 3, end_time: '9' })
    expect(updated.json.run_info).toMatchObject({ status: 'FINISHED', start_time: 5, end_time: 9 })
  })

  test('doubles also as NaN and Infinity, which comes back as the largest', async () => {
    const id = await newRun()
    for (const [key, value] of Object.entries({ n: 'NaN', i: 'Infinity', m: '-Infinity', t: '0.5' })) {
      expect((await ask('POST runs/log-metric', { run_id: id, key, value, timestamp: 1 })).status).toBe(200)
    }
    const { metrics } = (await ask(`GET runs/get?run_id=${id}`)).json.run.data
    expect(Object.fromEntries(metrics.map((m: { key: string; value: unknown }) => [m.key, m.value]))).toEqual({
      n: 'NaN',
      i: Number.MAX_VALUE,
      m: -Number.MAX_VALUE,
      t: 0.5,
    })
  })

  test.each([
    ['POST experiments/create', {}, /Missing value for required parameter 'name'/],
    ['POST experiments/create', { name: '' }, /Missing value for required parameter 'name'/],
    ['POST experiments/create', { name: ['a'] }, /Invalid value \["a"\] for parameter 'name' supplied/],
    ['POST runs/create', { start_time: 'soon' }, /Invalid value "soon" for parameter 'start_time' supplied/],
    ['POST runs/create', { start_time: 1.5 }, /Invalid value 1.5 for parameter 'start_time'/],
    ['POST runs/update', { status: 'DONE' }, /Invalid value "DONE" for parameter 'status'.*FINISHED/],
    ['POST runs/log-batch', { run_id: 'a', metrics: {} }, /Invalid value {} for parameter 'metrics'/],
    [
      'POST runs/log-batch',
      { run_id: 'a', metrics: [{ key: 'k', value: 1 }] },
      /Missing value for required parameter 'metrics\[0\]\.timestamp'/,
    ],
    [
      'POST runs/log-batch',
      {
        run_id: 'a',
        params: [
          { key: 'k', value: '1' },
          { key: 'k', value: '2' },
        ],
      },
      /Duplicate parameter keys have been submitted: \['k'\]/,
    ],
    ['GET runs/get', undefined, /Missing value for required parameter 'run_id'/],
    ['POST runs/search', { filter: "metrics.a = 'x'" }, /compared with a number/],
    ['POST runs/search', { experiment_ids: ['0'], page_token: 'x' }, /invalid page token/],
    ['POST runs/search', { experiment_ids: ['0'], max_results: 50_001 }, /max_results/],
    ['GET model-versions/get?name=m&version=one', undefined, /Invalid value "one" for parameter 'version'/],
    ['POST experiments/create', [], /Invalid value \[\]/],
  ])('%s with %j is refused', async (route, body, message) => {
    expect(await ask(route, body)).toMatchObject(refused('INVALID_PARAMETER_VALUE', message))
  })

  test.each(['{', '[1', '"', '\u0000'])('%j is no JSON', async (body) => {
    expect(await ask('POST runs/create', body)).toMatchObject({ status: 400 })
  })
})

test('both prefixes answer, and what there is not is ENDPOINT_NOT_FOUND', async () => {
  for (const prefix of ['api', 'ajax-api']) {
    expect((await ask(`GET /${prefix}/2.0/mlflow/experiments/get?experiment_id=0`)).json.experiment.name).toBe(
      'Default',
    )
    expect(await ask(`POST /${prefix}/2.0/mlflow/traces/search`, {})).toMatchObject(
      refused('ENDPOINT_NOT_FOUND', /no such route/, 404),
    )
  }
  expect((await ask('GET /health')).text).toBe('OK')
  expect((await ask('GET /ajax-api/3.0/mlflow/server-info')).json).toMatchObject({ store_type: 'SqlStore' })
})

describe('experiments', () => {
  test('are deleted and restored with their runs, and tell of what changed', async () => {
    const id = (await ask('POST experiments/create', { name: 'e', tags: [{ key: 'a', value: 'b' }] })).json
      .experiment_id
    const run = await newRun({ experiment_id: id })
    await ask('POST experiments/set-experiment-tag', { experiment_id: id, key: 't', value: 'v' })
    await ask('POST experiments/update', { experiment_id: id, new_name: 'e2' })
    await ask('POST experiments/delete', { experiment_id: id })
    const stages = async () => [
      (await ask(`GET experiments/get?experiment_id=${id}`)).json.experiment.lifecycle_stage,
      (await ask(`GET runs/get?run_id=${run}`)).json.run.info.lifecycle_stage,
    ]
    expect(await stages()).toEqual(['deleted', 'deleted'])
    expect(await ask('POST runs/create', { experiment_id: id })).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', /must be in the 'active' state/),
    )
    await ask('POST experiments/restore', { experiment_id: id })
    expect(await stages()).toEqual(['active', 'active'])
    const found = await ask('POST experiments/search', { filter: "tags.t = 'v' OR name LIKE 'x%'", max_results: 5 })
    expect(found.json.experiments).toMatchObject([{ name: 'e2', artifact_location: `mlflow-artifacts:/${id}` }])
    await ask('POST experiments/delete-experiment-tag', { experiment_id: id, key: 't' })
    expect(await ask('POST experiments/delete-experiment-tag', { experiment_id: id, key: 't' })).toMatchObject(
      refused('RESOURCE_DOES_NOT_EXIST', /no tag "t"/, 404),
    )
  })

  test.each([
    'file:///etc',
    '/etc',
    '../x',
    'mlflow-artifacts:/../x',
    's3://b/../c',
    's3://b/%2e%2e/c',
    's3://b/x#/../y',
  ])('keep no artifacts at %s', async (artifact_location) => {
    expect(await ask('POST experiments/create', { name: 'away', artifact_location })).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', /Invalid artifact location|invalid artifact location/),
    )
  })

  test('may keep them elsewhere, or at a path of their own', async () => {
    for (const place of ['s3://bucket/a b', 'mlflow-artifacts:/own/place']) {
      const { json } = await ask('POST experiments/create', { name: place, artifact_location: place })
      const { experiment } = (await ask(`GET experiments/get?experiment_id=${json.experiment_id}`)).json
      expect(experiment.artifact_location).toBe(place)
    }
  })
})

const values = (page: { json: { metrics: { value: unknown }[] } }) => page.json.metrics.map(({ value }) => value)

describe('metrics', () => {
  test('have a history that is read by pages, or all at once', async () => {
    const id = await newRun()
    const metrics = [3, 1, 2].map((step) => ({ key: 'm', value: step, timestamp: step, step }))
    await ask('POST runs/log-batch', {
      run_id: id,
      metrics: [...metrics, { key: 'm', value: 'NaN', timestamp: 1, step: 1 }],
    })
    const path = `GET metrics/get-history?run_id=${id}&metric_key=m`
    expect(values(await ask(path))).toEqual(['NaN', 1, 2, 3])
    const first = await ask(`${path}&max_results=3`)
    expect(values(first)).toEqual(['NaN', 1, 2])
    const second = await ask(`${path}&max_results=3&page_token=${first.json.next_page_token}`)
    expect([values(second), second.json.next_page_token]).toEqual([[3], undefined])
  })
})

test("MLflow's pages are told of many runs at once", async () => {
  const ids = [await newRun(), await newRun()]
  for (const id of ids) {
    const metrics = [1, 2, 3].map((step) => ({ key: 'm', value: step, timestamp: step, step }))
    await ask('POST runs/log-batch', { run_id: id, metrics })
  }
  const both = ids.map((id) => `run_ids=${id}`).join('&')
  const sampled = await ask(`GET metrics/get-history-bulk-interval?${both}&metric_key=m&max_results=2`)
  expect(sampled.json.metrics.map((m: { step: number }) => m.step)).toEqual([1, 3, 1, 3])
  expect(sampled.json.metrics[0]).toEqual({ key: 'm', value: 1, timestamp: 1, step: 1, run_id: ids[0] })
  const bulk = await ask(`GET /ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=${ids[0]}&metric_key=m`)
  expect(bulk.json.metrics).toHaveLength(3)
  expect(await ask(`GET metrics/get-history-bulk-interval?${both}&metric_key=m&start_step=1`)).toMatchObject(
    refused('INVALID_PARAMETER_VALUE', /both must be specified/),
  )
  expect(await ask('POST /ajax-api/2.0/mlflow/experiments/search-datasets', { experiment_ids: ['0'] })).toMatchObject({
    status: 200,
    json: { dataset_summaries: [] },
  })
})

describe('the registry', () => {
  test('moves stages and aliases, and says who has them', async () => {
    await ask('POST registered-models/create', { name: 'churn' })
    for (const source of ['mlflow-artifacts:/0/r/artifacts/m', 's3://bucket/m']) {
      await ask('POST model-versions/create', { name: 'churn', source })
    }
    await ask('POST model-versions/transition-stage', { name: 'churn', version: '1', stage: 'production' })
    await ask('POST model-versions/transition-stage', {
      name: 'churn',
      version: '2',
      stage: 'Production',
      archive_existing_versions: 'True',
    })
    await ask('POST registered-models/alias', { name: 'churn', alias: 'champion', version: '2' })
    const { registered_model } = (await ask('GET registered-models/get?name=churn')).json
    expect(registered_model).toMatchObject({
      latest_versions: expect.arrayContaining([
        expect.objectContaining({
          version: '1',
          current_stage: 'Archived',
          source: 'mlflow-artifacts:/0/r/artifacts/m',
        }),
        expect.objectContaining({ version: '2', current_stage: 'Production', source: 's3://bucket/m' }),
      ]),
      aliases: [{ alias: 'champion', version: '2' }],
    })
    const latest = await ask('POST registered-models/get-latest-versions', { name: 'churn', stages: ['Archived'] })
    expect(latest.json.model_versions).toMatchObject([{ version: '1' }])
    expect(await ask('GET registered-models/alias?name=churn&alias=none')).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', /Registered model alias none not found\./),
    )
    expect((await tracking.store.ledger.history('churn'))[0]).toMatchObject({ subject: 'alias:champion', by: 'ada' })
  })

  test('takes no source of the own disk', async () => {
    await ask('POST registered-models/create', { name: 'local' })
    for (const source of ['file:///etc/passwd', '/etc/passwd', 'mlflow-artifacts:/../../etc', 'runs:/a/../../b']) {
      expect(await ask('POST model-versions/create', { name: 'local', source })).toMatchObject(
        refused('INVALID_PARAMETER_VALUE', /nvalid model version source/),
      )
    }
  })

  test('a model without the tag is no prompt', async () => {
    const filter = encodeURIComponent("tag.`mlflow.prompt.is_prompt` != 'true'")
    const { json } = await ask(`GET registered-models/search?filter=${filter}&order_by=name%20DESC`)
    expect(json.registered_models.map(({ name }: { name: string }) => name)).toEqual(['local', 'churn'])
  })
})

test('the document has each route once, and a page', async () => {
  const { json } = await ask('GET /openapi.json')
  expect(
    json.paths['/api/2.0/mlflow/runs/log-batch'].post.requestBody.content['application/json'].schema,
  ).toMatchObject({
    required: ['run_id'],
  })
  expect((await ask('GET /docs')).status).toBe(200)
})
