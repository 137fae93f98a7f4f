// Columns with the names that every object inherits are columns like any other: every way of asking answers as `predict` does.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, serveModel } from '../../src/app/index.ts'
import { createRng } from '../../src/core/index.ts'
import { parseCsv } from '../../src/data/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { segmentText } from '../fixtures/prediction-disk.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'] as const
const TEXT = 'valueOf'
const LABELS = ['__proto__', 'constructor', 'toString']
const ROWS = 300
const PROBABILITY = 'probability___proto__'

/** Every column matters, the first most. */
function csv(seed: number): string {
  const rng = createRng(seed)
  const lines = Array.from({ length: ROWS }, () => {
    const cells = NAMES.map((name) => (name === TEXT ? 'uvw'[rng.int(3)]! : (rng.next() * 10).toFixed(2)))
    const score = 3 * Number(cells[0]) + Number(cells[1]) + Number(cells[2]) + (cells[5] === 'u' ? 9 : 0)
    return [...cells, LABELS[score < 22 ? 0 : score < 32 ? 1 : 2]].join(',')
  })
  return [`${NAMES.join(',')},y`, ...lines, ''].join('\n')
}

const CONFIG = `mlflow: { experiment_name: names, model_name: names }
data: { train_path: train.csv, target_column: y }
model: { n_estimators: 10, max_depth: 6 }
serving: { schema: { __proto__: { minimum: 0 }, constructor: { minimum: 0 } } }
`

let folder: string
let expected: number[]
/** Rows as text of JSON, since an object literal cannot say `__proto__`. */
let rows: string[]
let cells: string[][]
let server: Awaited<ReturnType<typeof serveModel>>
let close: () => Promise<void>

beforeAll(async () => {
  folder = await smallProject({ 'train.csv': csv(1), 'new.csv': csv(2), 'modelwright.yaml': CONFIG })
  for (const args of [['train'], ['predict', 'new.csv', '--model', 'models:/names/1', '--output', 'out.csv']]) {
    const { code, err } = await commandLine(folder, args)
    expect([code, err]).toEqual([0, ''])
  }
  const [header, ...answers] = parseCsv(await readFile(join(folder, 'out.csv'), 'utf8'))
  const at = header!.indexOf(PROBABILITY)
  expected = answers.map((line) => Number(line[at]))
  cells = answers.map((line) => NAMES.map((name, i) => (name === TEXT ? JSON.stringify(line[i]) : line[i]!)))
  rows = cells.map((line) => `{${line.map((cell, i) => `"${NAMES[i]}":${cell}`).join()}}`)
  const opened = await openProject({ cwd: folder, env: {} })
  server = await serveModel(opened, { uri: 'models:/names/1', port: 0, logLevel: 'silent' })
  close = async () => {
    await server.server.drain({ graceMs: 0 })
    await opened.close()
  }
}, 60_000)
afterAll(async () => {
  await close()
  await removeSmallProjects()
})

async function post(route: string, body: string, type = 'application/json') {
  const response = await fetch(server.address + route, { method: 'POST', headers: { 'content-type': type }, body })
  expect(response.status).toBe(200)
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
  return (await response.json()) as any
}

async function issuesOf(body: string): Promise<string[]> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.address}/predict`, { method: 'POST', headers, body })
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
  return ((await response.json()) as any).detail.map((issue: any) => `${issue.loc[1]} ${issue.type}`)
}

const close12 = () => expected.map((value) => expect.closeTo(value, 12))
// oxlint-disable-next-line typescript/no-explicit-any -- an answer of the server
const served = ({ predictions }: any): number[] => predictions.map((answer: any) => answer.probabilities.__proto__)
// oxlint-disable-next-line typescript/no-explicit-any -- an answer of the server
const invoked = ({ predictions }: any): number[] => predictions.map((answer: any) => answer[PROBABILITY])

describe('a column named as what objects inherit', () => {
  it('is used by /predict', async () => {
    const answers: number[] = []
    for (const row of rows) answers.push((await post('/predict', row)).probabilities.__proto__)
    expect(answers).toEqual(close12())
    expect(new Set(answers).size).toBeGreaterThan(ROWS / 4)
  })

  it('is used by every form of many rows', async () => {
    const list = `[${rows.join()}]`
    expect(served(await post('/predict', list))).toEqual(close12())
    expect(served(await post('/predict/batch', list))).toEqual(close12())
    expect(served(await post('/predict/batch', `{"records":${list}}`))).toEqual(close12())
    const columns = JSON.stringify(NAMES)
    const positional = `[${cells.map((line) => `[${line.join()}]`).join()}]`
    const byName = NAMES.map((name, i) => `"${name}":[${cells.map((line) => line[i]).join()}]`).join()
    for (const body of [
      `{"dataframe_split":{"columns":${columns},"data":${positional}}}`,
      `{"dataframe_records":${list}}`,
      `{"instances":${list}}`,
      `{"instances":${positional}}`,
      `{"inputs":{${byName}}}`,
    ]) {
      expect(invoked(await post('/invocations', body))).toEqual(close12())
    }
    const text = (await readFile(join(folder, 'new.csv'), 'utf8')).replace(/^.*\n/, `${NAMES.join()},y\n`)
    expect(invoked(await post('/invocations', text, 'text/csv'))).toEqual(close12())
  })

  it('is required, and bounded by the config', async () => {
    expect(await issuesOf('{}')).toEqual(NAMES.map((name) => `${name} missing`))
    expect(await issuesOf(rows[0]!.replace(/"__proto__":[^,]*/, '"__proto__":-1'))).toEqual([
      '__proto__ greater_than_equal',
    ])
  })

  it('is in the document and in the prediction log, from which drift and labels read it', async () => {
    const document = JSON.parse(await (await fetch(`${server.address}/openapi.json`)).text())
    const { required, properties } = document.components.schemas.Record
    expect(required).toEqual(NAMES)
    expect(Object.keys(properties)).toEqual(NAMES)
    expect(Object.entries(properties)[0]![1]).toEqual({ type: ['number', 'null'], minimum: 0 })
    expect(Object.keys(document.paths['/predict'].post.requestBody.content['application/json'].example)).toEqual(NAMES)

    const { prediction_id } = await post('/predict', rows[7]!)
    const lines = segmentText(join(folder, '.modelwright')).trim().split('\n')
    const line = lines.find((candidate) => candidate.includes(prediction_id))!
    expect(line).toContain(`"inputs":${rows[7]}`)
    await post('/feedback', `{"prediction_id":"${prediction_id}","label":"constructor"}`)
    const drift = await commandLine(folder, ['drift', '--model', 'models:/names/1', '--json'])
    // oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
    const features = JSON.parse(drift.out).features as any[]
    expect(features.map(({ name, missing }) => `${name} ${missing.current}`)).toEqual(NAMES.map((name) => `${name} 0`))
    await writeFile(join(folder, 'labels.csv'), `prediction_id,label\n${prediction_id},toString\n`)
    const label = await commandLine(folder, ['label', 'labels.csv', '--model', 'models:/names/1', '--json'])
    expect(JSON.parse(label.out)).toMatchObject({ labels: 1, unmatched: 0 })
  })
})
