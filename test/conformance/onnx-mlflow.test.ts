// A model trained here, as a folder, in Python: mlflow.pyfunc and ONNX Runtime give our scores.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDuckdbTableReader } from '../../src/adapters/duckdb/index.ts'
import { writeOnnx } from '../../src/compile/index.ts'
import { createRng } from '../../src/core/index.ts'
import { makeTarget, type Table } from '../../src/data/index.ts'
import { fitFeatures, planFeatures, transformFeatures } from '../../src/features/index.ts'
import { buildModelFolder } from '../../src/onnx/index.ts'
import { createScorer, parity, type Scorer, type Scores, scoreTable } from '../../src/score/index.ts'
import { type EstimatorName, estimatorNamed, type Parameters } from '../../src/train/index.ts'
import { runPython } from './python.ts'

const ROWS = 2000
const MODELS: Readonly<Record<string, { target: string; estimator: EstimatorName; parameters?: Parameters }>> = {
  'forest of two text classes': { target: 'churned', estimator: 'random_forest', parameters: { n_estimators: 30 } },
  'boosting of two integer classes': { target: 'left', estimator: 'gradient_boosting' },
  'logistic regression': { target: 'churned', estimator: 'logistic_regression' },
  'forest of three classes': { target: 'band', estimator: 'random_forest', parameters: { n_estimators: 30 } },
  'boosting of a number': { target: 'spend', estimator: 'gradient_boosting' },
}
const TARGETS = ['churned', 'left', 'band', 'spend']

type Columns = Readonly<Record<string, readonly (number | string)[]>>
interface Answer {
  readonly answers: Readonly<Record<string, { readonly pyfunc: Columns; readonly onnxruntime: Columns }>>
}

let folder: string
let table: Table
const scorers = new Map<string, Scorer>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-onnx-'))
  const csv = join(folder, 'table.csv')
  await writeFile(csv, makeCsv())
  table = (await createDuckdbTableReader().read({ kind: 'path', path: csv })).table
  for (const [name, { target: targetName, estimator: estimatorName, parameters = {} }] of Object.entries(MODELS)) {
    const { target } = makeTarget(table, targetName)
    const plan = planFeatures(table, {
      target: targetName,
      drop: TARGETS.filter((other) => other !== targetName),
      numeric: ['tenure', 'charges', 'usage', 'loyal'],
      categorical: ['contract', 'payment', 'products'],
      derived: { per_month: 'charges / max(tenure, 1)', heavy: 'if(usage > 10, log(usage), 0)' },
    })
    const estimator = estimatorNamed(estimatorName)
    const features = await fitFeatures(table, plan, estimator)
    const model = await estimator
      .resolve(parameters, target.task)
      .fit(await transformFeatures(features, table), target, { rng: createRng(1) })
    const graph = writeOnnx({ features, model })
    scorers.set(name, await createScorer(graph))
    const columns = features.inputs.map((input) => input.name)
    const inputExample = { columns, data: [columns.map(() => null)] }
    const files = buildModelFolder({
      graph,
      inputExample,
      modelUuid: '0'.repeat(32),
      createdAt: 0,
      runId: 'a'.repeat(32),
    })
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(folder, name, path)), { recursive: true })
      await writeFile(join(folder, name, path), bytes)
    }
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(['mlflow2', 'mlflow3'] as const)('a model trained here, in the environment %s', (environment) => {
  let answer: Answer
  beforeAll(async () => {
    const folders = Object.fromEntries(Object.keys(MODELS).map((name) => [name, join(folder, name)]))
    answer = await runPython<Answer>(environment, 'onnx_mlflow.py', { csv: join(folder, 'table.csv'), folders })
  })

  it.each(Object.keys(MODELS))('%s scores the same in ONNX Runtime', async (name) => {
    await expectSame(name, answer.answers[name]!.onnxruntime)
  })

  it.each(Object.keys(MODELS))(
    '%s predicts the same by mlflow.pyfunc from what pandas.read_csv makes of the file',
    async (name) => {
      await expectSame(name, answer.answers[name]!.pyfunc)
    },
  )
})

async function expectSame(name: string, outputs: Columns): Promise<void> {
  const scorer = scorers.get(name)!
  const ours = await scoreTable(scorer, table)
  const { rows, maxDifference, labelFlips } = parity(ours, toScores(scorer, outputs))
  expect(rows).toBe(ROWS)
  expect(labelFlips).toBe(0)
  expect(maxDifference).toBeLessThan(1e-5)
}

function toScores({ classes }: Scorer, outputs: Columns): Scores {
  if (classes.length === 0)
    return { kind: 'values', rows: ROWS, values: Float64Array.from(outputs['prediction'] as number[]) }
  const columns =
    classes.length === 2
      ? [(outputs['probability'] as number[]).map((p) => 1 - p), outputs['probability']!]
      : classes.map((label) => outputs[`probability_${label}`]!)
  return {
    kind: 'classes',
    rows: ROWS,
    probability: Float64Array.from({ length: ROWS * classes.length }, (_, i) =>
      Number(columns[i % classes.length]![Math.floor(i / classes.length)]),
    ),
    label: Int32Array.from(outputs['label']!, (label) => classes.indexOf(label)),
  }
}

/** Integers with and without gaps, floats with gaps, text with gaps, a boolean, and categories that are numbers. */
function makeCsv(): string {
  const rng = createRng(3)
  const pick = (values: readonly string[]): string => values[rng.int(values.length)]!
  const gap = (share: number, value: string): string => (rng.next() < share ? '' : value)
  const lines = ['tenure,charges,usage,loyal,contract,payment,products,churned,left,band,spend']
  for (let i = 0; i < ROWS; i++) {
    const tenure = rng.int(72)
    const charges = Math.round((65 + 30 * rng.normal()) * 100) / 100
    const usage = rng.int(40)
    const contract = pick(['month-to-month', 'one year', 'two years', 'Ünlimited, "gold"'])
    const signal = -0.04 * tenure + 0.03 * charges + (contract === 'one year' ? -1 : 0.5) + 0.5 * rng.normal()
    const churned = signal > 0.5
    lines.push(
      [
        tenure,
        gap(0.1, String(charges)),
        gap(0.1, String(usage)),
        rng.next() < 0.5 ? 'True' : 'False',
        gap(0.1, `"${contract.replaceAll('"', '""')}"`),
        pick(['card', 'bank', 'cheque']),
        1 + rng.int(4),
        churned ? 'Yes' : 'No',
        churned ? 1 : 0,
        signal < 0 ? 'low' : signal < 1.5 ? 'middle' : 'high',
        (100 * signal).toFixed(3),
      ].join(','),
    )
  }
  return `${lines.join('\n')}\n`
}
