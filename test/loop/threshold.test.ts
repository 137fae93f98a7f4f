// Keeps docs/adr/0022: at a threshold, and one float64 beside it, everybody who gives a row its label gives the same one.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openProject, serveModel } from '../../src/app/index.ts'
import { withScorer } from '../../src/score/index.ts'
import { givenProbability } from '../fixtures/given-probability.ts'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'

const THRESHOLD = 0.3
const BELOW = THRESHOLD - 2 ** -54
const ABOVE = THRESHOLD + 2 ** -54
/** Only half of them are right if the label is that of the larger probability. */
const PROBABILITIES = [BELOW, THRESHOLD, ABOVE, 0.1, 0.2, 0.29, 0.31, 0.4, 0.9]
const LABELS = PROBABILITIES.map((p) => (p >= THRESHOLD ? 'yes' : 'no'))
const REPEATED = 12

const config = {
  mlflow: { experiment_name: 'given', model_name: 'given' },
  data: { train_path: 'given.csv', target_column: 'y' },
  features: { numeric: ['x'] },
  serving: { threshold: THRESHOLD },
}

const header = (text: string): string[] => text.split('\n', 1)[0]!.split(',')

it.each([
  { engine: 'compiled', graph: givenProbability('Identity') },
  { engine: 'onnxruntime', graph: givenProbability('Sum') },
])('serving, predict and evaluation give the same label at the threshold: $engine', async ({ engine, graph }) => {
  expect([BELOW, ABOVE].map((p) => p === THRESHOLD)).toEqual([false, false])
  const compiles = await withScorer(graph, {}, () => true).catch(() => false)
  expect(compiles).toBe(engine === 'compiled')
  const folder = temporaryFolder()
  const rows = Array.from({ length: REPEATED }, () => PROBABILITIES.map((p, i) => `${p},${LABELS[i]}`)).flat()
  await writeFile(join(folder, 'given.csv'), `x,y\n${rows.join('\n')}\n`)
  await writeFile(join(folder, 'given.onnx'), graph)
  const project = await openProject({ cwd: folder, env: {}, config })
  onTestFinished(() => project.close())

  const path = join(folder, 'given.onnx')
  const version = await project.models.register({ name: 'given', path, config: project.config, measure: true })
  const run = await project.runs.find(version.runId!)
  expect(run.metrics).toMatchObject({ val_accuracy: { value: 1 }, val_f1: { value: 1 } })

  const output = join(folder, 'answers.csv')
  const { serving } = project.config!
  const uri = 'models:/given/1'
  await project.predict({ model: uri, input: join(folder, 'given.csv'), output, serving })
  const answers = await readFile(output, 'utf8')
  const column = header(answers).indexOf('prediction')
  const predicted = answers.trimEnd().split('\n').slice(1)
  expect(predicted.map((line) => line.split(',')[column])).toEqual(
    Array.from({ length: REPEATED }, () => LABELS).flat(),
  )

  const running = await serveModel(project, { uri, port: 0, logLevel: 'silent', serving })
  onTestFinished(() => running.server.drain({ graceMs: 0 }))
  expect(running.current().scorer.engine).toBe(engine)
  const response = await fetch(`${running.address}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(PROBABILITIES.map((x) => ({ x }))),
  })
  const { predictions } = (await response.json()) as { predictions: { prediction: boolean; probability: number }[] }
  expect(predictions.map(({ probability }) => probability)).toEqual(PROBABILITIES)
  expect(predictions.map(({ prediction }) => (prediction ? 'yes' : 'no'))).toEqual(LABELS)
})
