// Columns and classes whose names would steer a terminal, turn the writing round or break a picture.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine, type Result } from '../fixtures/command-line.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'

const COLUMN = 'a\x1b[2J\u202e'
const CLASSES = ['no\x1b]0;owned\x07', '<b>y&es\x9b1m']
const CONFIG = `mlflow: { experiment_name: small, model_name: small }
data: { train_path: t.csv, target_column: y }
model: { n_estimators: 3, max_depth: 3 }
`
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const STEERS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/

describe('names from outside', () => {
  let folder: string
  let trained: Result
  beforeAll(async () => {
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${(i * 37) % 101},${'uvw'[i % 3]},${CLASSES[(i * 37) % 101 < 50 ? 0 : 1]}`,
    )
    folder = await smallProject({ 't.csv': `${COLUMN},b,y\n${rows.join('\n')}\n`, 'modelwright.yaml': CONFIG })
    trained = await commandLine(folder, ['train'])
  })
  afterAll(removeSmallProjects)

  it('are trained on and shown, and steer no terminal', async () => {
    expect(trained).toMatchObject({ code: 0 })
    expect(trained.out + trained.err).not.toMatch(STEERS)
    for (const args of [
      ['models', 'show', 'small'],
      ['card', 'small'],
      ['predict', 't.csv', '--model', 'models:/small/1'],
      ['drift', '--data', 't.csv', '--model', 'models:/small/1'],
      ['drift', '--data', 't.csv', '--model', 'models:/small/1', '--markdown'],
      ['predict', 'gone\x1b[2J.csv', '--model', 'models:/small/1'],
      ['\x1b[2J'],
    ]) {
      const { out, err } = await commandLine(folder, args)
      expect(out + err, args.join(' ')).not.toMatch(STEERS)
    }
    const { out } = await commandLine(folder, ['predict', 't.csv', '--model', 'models:/small/1'])
    expect(out).toContain('no\\u001b]0;owned\\u0007')
  })

  it('are the same names in JSON', async () => {
    const { out } = await commandLine(folder, ['predict', 't.csv', '--model', 'models:/small/1', '--json'])
    expect(out).not.toMatch(STEERS)
    expect(Object.keys((JSON.parse(out) as { counts: object }).counts).sort()).toEqual([...CLASSES].sort())
  })

  it('make pictures and cards of characters that XML and Markdown may hold', () => {
    const artifacts = join(folder, '.modelwright', 'artifacts')
    const files = readdirSync(artifacts, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.(svg|md)$/.test(path),
    )
    expect(files.filter((path) => path.endsWith('.svg')).length).toBeGreaterThan(1)
    expect(files.filter((path) => path.endsWith('.md')).length).toBe(1)
    for (const path of files) expect(readFileSync(join(artifacts, path), 'utf8'), path).not.toMatch(STEERS)
  })
})

describe('a model or experiment that could be taken for another', () => {
  it.each([
    ['model_name', '"\u0441hurn"', 'mixes scripts'],
    ['model_name', '"churn "', 'begins or ends with a space'],
    ['experiment_name', '"churn\\u200b"', 'cannot be seen'],
  ])('is refused: %s %s', async (key, name, why) => {
    const config = CONFIG.replace('experiment_name: small, model_name: small', `model_name: small, ${key}: ${name}`)
    const folder = await smallProject({
      't.csv': 'a,y\n1,0\n',
      'modelwright.yaml': key === 'model_name' ? config.replace('model_name: small, ', '') : config,
    })
    const { code, err } = await commandLine(folder, ['train'])
    expect(err).toContain(why)
    expect(err).toContain(`modelwright.yaml:1 mlflow.${key}`)
    expect(code).toBe(2)
  })
})
