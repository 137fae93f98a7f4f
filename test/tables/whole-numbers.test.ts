// A column that was whole numbers in training takes any number later: over HTTP, from a file and from the log. Only MLflow's signature keeps what training saw.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, serveModel } from '../../src/app/index.ts'
import { parseCsv } from '../../src/data/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

const VALUES = ['9.5', '37.5', '-0.25', '9', '']
const FILE = `a,b,c\n${VALUES.map((value) => `${value},3.5,u`).join('\n')}\n`

let folder: string
let expected: number[]

beforeAll(async () => {
  folder = await smallProject({ 't.csv': table(), 'new.csv': FILE, 'modelwright.yaml': CONFIG })
  await commandLine(folder, ['train'])
  const { code, err } = await commandLine(folder, ['predict', 'new.csv', '--model', 'models:/small/1', '-o', 'out.csv'])
  expect([code, err]).toEqual([0, ''])
  const [header, ...lines] = parseCsv(await readFile(join(folder, 'out.csv'), 'utf8'))
  expected = lines.map((line) => Number(line[header!.indexOf('probability')]))
})
afterAll(removeSmallProjects)

describe('a column that was whole in training', () => {
  it('is long in the signature', async () => {
    const opened = await openProject({ cwd: folder, env: {} })
    const { versions } = await opened.models.show('small')
    const mlModel = await readFile(join(opened.folder, 'artifacts', versions[0]!.version.source, 'MLmodel'), 'utf8')
    expect(mlModel).toContain('{"type":"long","name":"a","required":true}')
    await opened.close()
  })

  it('takes fractions and gaps everywhere, and answers as predict does', async () => {
    const opened = await openProject({ cwd: folder, env: {} })
    const { address, server } = await serveModel(opened, { uri: 'models:/small/1', port: 0, logLevel: 'silent' })
    const rows = VALUES.map((value) => ({ a: value === '' ? null : Number(value), b: 3.5, c: 'u' }))
    const ask = async (route: string, body: string, type = 'application/json'): Promise<number[]> => {
      const response = await fetch(address + route, { method: 'POST', headers: { 'content-type': type }, body })
      expect(response.status).toBe(200)
      const { predictions } = (await response.json()) as { predictions: { probability: number }[] }
      return predictions.map(({ probability }) => probability)
    }
    expect(new Set(expected).size).toBeGreaterThan(1)
    expect(await ask('/predict', JSON.stringify(rows))).toEqual(expected)
    expect(await ask('/invocations', JSON.stringify({ dataframe_records: rows }))).toEqual(expected)
    expect(await ask('/invocations', FILE, 'text/csv')).toEqual(expected)
    const many = JSON.stringify(Array.from({ length: 40 }, () => rows).flat())
    await ask('/predict', many)
    await server.drain({ graceMs: 0 })
    await opened.close()
    const drift = await commandLine(folder, ['drift', '--model', 'models:/small/1', '--json'])
    expect(JSON.parse(drift.out)).toMatchObject({
      features: expect.arrayContaining([expect.objectContaining({ name: 'a' })]),
    })
  })

  it('is still refused where it is no number', async () => {
    await writeFile(join(folder, 'bad.csv'), FILE.replace('37.5', 'many'))
    const { code, err } = await commandLine(folder, ['predict', 'bad.csv', '--model', 'models:/small/1'])
    expect(code).toBe(2)
    expect(err).toContain('many')
  })
})
