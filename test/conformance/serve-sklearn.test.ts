// Models from Python, as a user brings them: registered and served by the command line, asked over HTTP, judged by the gate.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliProject, createCliProject } from '../fixtures/cli-project.ts'
import { runPython } from './python.ts'

interface Expected {
  readonly label: readonly number[]
  readonly probability: readonly number[]
}

interface Sklearn {
  readonly records: readonly Readonly<Record<string, number | string | null>>[]
  readonly expected: Readonly<Record<'forest' | 'boosting' | 'logistic', Expected>>
}

interface Answer {
  readonly churn_probability: number
  readonly churn_prediction: boolean
}

let project: CliProject
let sklearn: Sklearn
const file = (name: string): string => join(project.folder, name)

beforeAll(async () => {
  project = createCliProject()
  sklearn = await runPython<Sklearn>('sklearn', 'serve_sklearn.py', { folder: project.folder })
})
afterAll(() => project.remove())

/** Registers a path, serves it in a process of its own, and compares what it answers with scikit-learn. */
async function serveAndCompare(path: string, name: string, expected: Expected): Promise<void> {
  await project.run('register', path, '--name', name)
  const server = await project.serve(`models:/${name}/1`)
  try {
    const response = await fetch(`${server.url}/predict/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sklearn.records),
    })
    expect(response.status).toBe(200)
    const { predictions } = (await response.json()) as { predictions: Answer[] }
    expect(predictions.map(({ churn_prediction }) => Number(churn_prediction))).toEqual(expected.label)
    const distances = predictions.map((answer, i) => Math.abs(answer.churn_probability - expected.probability[i]!))
    expect(distances).toHaveLength(expected.probability.length)
    expect(Math.max(...distances)).toBeLessThan(1e-5)
  } finally {
    await server.stop('SIGINT')
  }
  expect(server.log()).toContain('"engine":"compiled"')
}

describe('a scikit-learn pipeline exported by skl2onnx', () => {
  it.each(['forest', 'boosting', 'logistic'] as const)('%s registers and serves as scikit-learn predicts', (name) =>
    serveAndCompare(file(`${name}.onnx`), name, sklearn.expected[name]),
  )

  it('is judged against a champion that was trained here, on the same rows', async () => {
    writeFileSync(
      file('judged.yaml'),
      'mlflow: { model_name: judged }\ndata: { train_path: table.csv, target_column: churned }\nmodel: { n_estimators: 20, max_depth: 4 }\n',
    )
    await project.run('train', '--config', 'judged.yaml')
    await project.run('promote', 'judged', '1', '--force')
    await project.run('register', 'forest.onnx', '--name', 'judged')
    const { champion, rows, checks } = JSON.parse(
      await project.run('gate', 'judged', '2', '--config', 'judged.yaml', '--data', file('table.csv'), '--json'),
    ) as { champion: number; rows: number; checks: { name: string; status: string }[] }
    expect({ champion, rows }).toEqual({ champion: 1, rows: 1000 })
    expect(checks.find(({ name }) => name === 'val_auc versus champion')?.status).toBe('passed')
  })
})

describe.each(['mlflow2', 'mlflow3'] as const)('a folder that Python wrote with %s', (environment) => {
  let folders: Record<'saved' | 'logged', string>
  beforeAll(async () => {
    const folder = file(environment)
    mkdirSync(folder)
    const asked = { folder, graph: file('forest.onnx'), table: file('table.csv') }
    folders = await runPython(environment, 'mlflow_folders.py', asked)
  })

  it.each(['saved', 'logged'] as const)('registers and serves when it was %s', (way) =>
    serveAndCompare(folders[way], `${environment}-${way}`, sklearn.expected.forest),
  )
})
