// What each route answers, asked over a socket, for the champions of a project that a release left behind. golden.ts says how to update http.json.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openProject, type Project, type RunningServer, serveModel, VERSION } from '../../src/app/index.ts'
import { type StoredProject, storedProject } from '../fixtures/stored-project.ts'
import { golden, replaced } from './golden.ts'

const answers = golden('http')

interface Request {
  /** `POST /predict` */
  readonly route: string
  /** Sent as it is if it is text, as JSON otherwise. */
  readonly body?: unknown
  /** @default application/json where there is a body */
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
}

const ADA = { tenure: 2, charges: 68.78, contract: 'Month-to-month', senior: false }
const BOB = { tenure: 61, charges: 50.4, contract: 'One year', senior: true }
const GAPS = { tenure: null, charges: null, contract: null, senior: false }
const split = { columns: Object.keys(ADA), data: [Object.values(ADA), Object.values(BOB)] }
const CSV = 'tenure,charges,contract,senior\n2,68.78,Month-to-month,false\n61,,,true\n'
const ID = '0msMyynp1Vb9PyZvtM3O'

const CHURN: Readonly<Record<string, Request>> = {
  ping: { route: 'GET /ping' },
  health: { route: 'GET /health' },
  ready: { route: 'GET /ready' },
  version: { route: 'GET /version' },
  root: { route: 'GET /' },
  docs: { route: 'GET /docs' },
  'openapi.json': { route: 'GET /openapi.json' },
  'health by HEAD': { route: 'HEAD /health' },
  'predict one': { route: 'POST /predict', body: ADA },
  'predict one with gaps': { route: 'POST /predict', body: GAPS },
  'predict with an id of the caller': { route: 'POST /predict', body: BOB, headers: { 'x-request-id': 'mine-1' } },
  'predict a list': { route: 'POST /predict', body: [ADA, BOB] },
  'predict records': { route: 'POST /predict', body: { records: [ADA] } },
  'predict an unknown category': { route: 'POST /predict', body: { ...ADA, contract: 'Weekly' } },
  'predict an empty list': { route: 'POST /predict', body: [] },
  'predict a column too few': { route: 'POST /predict', body: { tenure: 2 } },
  'predict a column too many': { route: 'POST /predict', body: { ...ADA, shoe: 44 } },
  'predict wrong types': { route: 'POST /predict', body: { tenure: 'two', charges: true, contract: 5, senior: 'no' } },
  'predict out of bounds': { route: 'POST /predict', body: { ...ADA, tenure: 101 } },
  'predict wrong in the second': { route: 'POST /predict', body: [ADA, { ...BOB, tenure: -1 }] },
  'predict a number': { route: 'POST /predict', body: 5 },
  'predict no JSON': { route: 'POST /predict', body: '{"tenure": 2,' },
  'predict nothing': { route: 'POST /predict', body: '' },
  'predict the same key twice': { route: 'POST /predict', body: '{"tenure": 2, "tenure": 3}' },
  'predict as text': { route: 'POST /predict', body: 'tenure=2', type: 'text/plain' },
  'predict too much': { route: 'POST /predict', body: `"${'x'.repeat(9 << 20)}"` },
  'predict by GET': { route: 'GET /predict' },
  'predict by DELETE': { route: 'DELETE /predict' },
  'batch of records': { route: 'POST /predict/batch', body: { records: [ADA, BOB] } },
  'batch of a list': { route: 'POST /predict/batch', body: [ADA, GAPS] },
  'batch of one': { route: 'POST /predict/batch', body: ADA },
  'invocations of records': { route: 'POST /invocations', body: { dataframe_records: [ADA, BOB] } },
  'invocations of a split': { route: 'POST /invocations', body: { dataframe_split: split } },
  'invocations of instances': { route: 'POST /invocations', body: { instances: [ADA] } },
  'invocations of inputs': {
    route: 'POST /invocations',
    body: { inputs: { tenure: [2], charges: [68.78], contract: ['One year'], senior: [false] } },
  },
  'invocations of CSV': { route: 'POST /invocations', body: CSV, type: 'text/csv' },
  'invocations of another column': { route: 'POST /invocations', body: { dataframe_records: [{ tenure: 2 }] } },
  'invocations of no format': { route: 'POST /invocations', body: { rows: [] } },
  'invocations of two formats': { route: 'POST /invocations', body: { dataframe_records: [ADA], instances: [ADA] } },
  'invocations of no JSON': { route: 'POST /invocations', body: '[' },
  'invocations of bad CSV': { route: 'POST /invocations', body: 'tenure\n"', type: 'text/csv' },
  'invocations of XML': { route: 'POST /invocations', body: '<a/>', type: 'application/xml' },
  'invocations by GET': { route: 'GET /invocations' },
  feedback: { route: 'POST /feedback', body: { prediction_id: ID, label: 'yes' } },
  'feedback by its other name': { route: 'POST /feedback', body: { prediction_id: ID, actual: 'no' } },
  'feedback of many': {
    route: 'POST /feedback',
    body: [
      { prediction_id: ID, label: 'no' },
      { prediction_id: 'of-nobody', label: 'yes' },
    ],
  },
  'feedback without a label': { route: 'POST /feedback', body: { prediction_id: ID } },
  'feedback without an id': { route: 'POST /feedback', body: { label: 'yes' } },
  'feedback of another class': { route: 'POST /feedback', body: { prediction_id: ID, label: 'perhaps' } },
  'feedback of a strange id': { route: 'POST /feedback', body: { prediction_id: '../etc', label: 'yes' } },
  'feedback of nothing': { route: 'POST /feedback', body: [] },
  'no such route': { route: 'GET /nowhere' },
  'no such route, with a body': { route: 'POST /nowhere', body: ADA },
  'health by POST': { route: 'POST /health', body: {} },
  metrics: { route: 'GET /metrics' },
}

const RENT: Readonly<Record<string, Request>> = {
  ready: { route: 'GET /ready' },
  'openapi.json': { route: 'GET /openapi.json' },
  'predict one': { route: 'POST /predict', body: { size: 50, district: 'Mitte' } },
  'predict a list': {
    route: 'POST /predict',
    body: [
      { size: null, district: 'Zoo' },
      { size: 70, district: 'Neukölln' },
    ],
  },
  'predict wrong types': { route: 'POST /predict', body: { size: 'big', district: 3 } },
  'invocations of records': {
    route: 'POST /invocations',
    body: { dataframe_records: [{ size: 50, district: 'Mitte' }] },
  },
  feedback: { route: 'POST /feedback', body: { prediction_id: ID, label: 512.5 } },
  'feedback of text': { route: 'POST /feedback', body: { prediction_id: ID, label: 'much' } },
  metrics: { route: 'GET /metrics' },
}

/** Names that every answer has or that only the transport needs. */
const TRANSPORT = new Set(['connection', 'content-length', 'date', 'etag', 'keep-alive', 'transfer-encoding'])

/** A line of a metric without its value and without the labels of a bucket. */
const metricNames = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .filter((line) => line !== '' && !/^(# (HELP|TYPE) )?(process|nodejs)_/.test(line))
      .map((line) => (line.startsWith('#') ? line : line.replace(/ [^ ]+$/, ''))),
  ),
]

async function ask(address: string, { route, body, type = 'application/json', headers = {} }: Request) {
  const [method, path] = route.split(' ') as [string, string]
  const response = await fetch(address + path, {
    method,
    redirect: 'manual',
    headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const kept = Object.fromEntries([...response.headers].filter(([name]) => !TRANSPORT.has(name)))
  return { status: response.status, headers: kept, body: bodyOf(path, kept['content-type'], text) }
}

function bodyOf(path: string, type: string | undefined, text: string): unknown {
  if (path === '/metrics') return metricNames(text)
  if (path === '/docs') return '<page>'
  if (path === '/version') return text.replace(VERSION, '<version>')
  return text !== '' && type?.startsWith('application/json') ? JSON.parse(text) : text
}

const UNSTEADY = /^(prediction_id|request_id|x-request-id)$/

/** Ids of now; those that a caller gave stay. */
function steady(value: unknown, given: string): unknown {
  if (Array.isArray(value)) return value.map((item) => steady(item, given))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      UNSTEADY.test(key) && typeof item === 'string' && !given.includes(item) ? `<${key}>` : steady(item, given),
    ]),
  )
}

describe.each([
  { model: 'churn', requests: CHURN },
  { model: 'rent', requests: RENT },
])('the server of $model', ({ model, requests }) => {
  let stored: StoredProject
  let opened: Project
  let running: RunningServer

  beforeAll(async () => {
    stored = storedProject()
    opened = await openProject({
      cwd: stored.folder,
      config: model === 'rent' ? 'rent.yaml' : 'modelwright.yaml',
      env: {},
    })
    running = await serveModel(opened, {
      uri: `models:/${model}@champion`,
      serving: opened.config?.serving,
      port: 0,
      logLevel: 'silent',
    })
  })
  afterAll(async () => {
    await running.server.drain({ graceMs: 0 })
    await opened.close()
    stored.remove()
  })

  it.each(Object.entries(requests))('%s', async (name, request) => {
    const answer = steady(await ask(running.address, request), JSON.stringify(request))
    const port = new URL(running.address).host
    answers.compare(
      `${model}: ${name}`,
      replaced({ asked: request.route, ...(answer as object) }, (leaf) =>
        typeof leaf === 'string' ? leaf.replaceAll(port, '<address>') : leaf,
      ),
    )
  })
})

it('asked everything that is committed', () => answers.finish())
