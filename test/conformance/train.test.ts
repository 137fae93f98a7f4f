// Estimators against scikit-learn's on its own small data sets: quality, coefficients, and the effect of weights.
import { beforeAll, describe, expect, it } from 'vitest'
import { createRng } from '../../src/core/index.ts'
import type { Target, Task } from '../../src/data/index.ts'
import type { FeatureMatrix } from '../../src/features/index.ts'
import {
  type EstimatorName,
  estimatorNamed,
  type FittedModel,
  type Parameters,
  predict,
} from '../../src/train/index.ts'
import { runPython } from './python.ts'

interface Job {
  readonly data: string
  readonly task: Task
  readonly model: EstimatorName
  readonly parameters: Parameters
  /** Standardised features. */
  readonly scale: boolean
  /** Weight of each row by its number. */
  readonly weighted?: boolean
  /** Largest difference of accuracy or R² on the third of the rows set aside. */
  readonly score: number
  /** Largest difference of a coefficient, absolute and relative to the largest one. */
  readonly coefficients?: number
  /** Largest difference of a class's mean probability. */
  readonly meanProbability?: number
}

interface Loaded {
  readonly columns: number[][]
  readonly y: number[]
}

interface Answer {
  readonly score: number
  readonly mean_probability?: number[]
  readonly coefficients?: number[][]
  readonly intercepts?: number[]
}

const TIGHT = { tol: 1e-9, max_iter: 5000 }
const trees = { scale: false, score: 0.03 } as const
const linear = { scale: true, score: 1e-9 } as const

const JOBS: readonly Job[] = [
  { ...trees, data: 'wine', task: 'multiclass', model: 'random_forest', parameters: {}, score: 0.04 },
  { ...trees, data: 'digits', task: 'multiclass', model: 'random_forest', parameters: { criterion: 'entropy' } },
  { ...trees, data: 'wine', task: 'multiclass', model: 'gradient_boosting', parameters: {}, score: 0.07 },
  { ...trees, data: 'cancer', task: 'binary', model: 'gradient_boosting', parameters: {} },
  { ...trees, data: 'diabetes', task: 'regression', model: 'random_forest', parameters: { n_estimators: 300 } },
  { ...trees, data: 'friedman1', task: 'regression', model: 'random_forest', parameters: {}, score: 0.015 },
  { ...trees, data: 'friedman1', task: 'regression', model: 'gradient_boosting', parameters: {}, score: 0.01 },
  {
    ...trees,
    data: 'friedman1',
    task: 'regression',
    model: 'gradient_boosting',
    parameters: { subsample: 0.7, max_features: 'sqrt', min_samples_leaf: 5 },
  },
  ...[{}, { class_weight: 'balanced' }, { class_weight: { 0: 4 } }].map(
    (parameters): Job => ({
      ...trees,
      data: 'cancer',
      task: 'binary',
      model: 'random_forest',
      parameters: { ...parameters, n_estimators: 300, max_depth: 3 },
      meanProbability: 0.012,
    }),
  ),
  {
    ...trees,
    data: 'cancer',
    task: 'binary',
    model: 'random_forest',
    parameters: { n_estimators: 300, max_depth: 3 },
    weighted: true,
    meanProbability: 0.012,
  },
  {
    ...trees,
    data: 'cancer',
    task: 'binary',
    model: 'gradient_boosting',
    parameters: { n_estimators: 30 },
    weighted: true,
    meanProbability: 0.012,
  },
  ...[{}, { class_weight: 'balanced' }, { C: 0.05 }, { fit_intercept: false }].map(
    (parameters): Job => ({
      ...linear,
      data: 'cancer',
      task: 'binary',
      model: 'logistic_regression',
      parameters: { ...TIGHT, ...parameters },
      coefficients: 1e-3,
    }),
  ),
  {
    ...linear,
    data: 'wine',
    task: 'multiclass',
    model: 'logistic_regression',
    parameters: { ...TIGHT, class_weight: { 1: 3 } },
    weighted: true,
    coefficients: 1e-3,
  },
  { ...linear, data: 'diabetes', task: 'regression', model: 'linear_regression', parameters: {}, coefficients: 1e-4 },
  {
    ...linear,
    data: 'friedman1',
    scale: false,
    task: 'regression',
    model: 'linear_regression',
    parameters: { fit_intercept: false },
    weighted: true,
    coefficients: 1e-4,
  },
]

function rowWeight(row: number): number {
  return 0.25 + (row % 7) + (row % 2) * 2.5
}

describe('against scikit-learn', () => {
  let answers: readonly Answer[]
  const loaded = new Map<string, Loaded>()

  beforeAll(async () => {
    const tables = [...new Map(JOBS.map(({ data, scale }) => [`${data} ${scale}`, { data, scale }])).values()]
    const contents = await runPython<Loaded[]>('sklearn', 'train.py', { do: 'load', tables })
    for (const [i, { data, scale }] of tables.entries()) loaded.set(`${data} ${scale}`, contents[i]!)
    const jobs = JOBS.map(({ weighted, ...job }) => {
      const rows = loaded.get(`${job.data} ${job.scale}`)!.y
      return weighted ? { ...job, weight: rows.map((_, row) => rowWeight(row)) } : job
    })
    answers = await runPython('sklearn', 'train.py', { do: 'fit', jobs })
  })

  it.each(
    JOBS.map((job, index) => ({ job, index, name: `${job.model} on ${job.data} ${JSON.stringify(job.parameters)}` })),
  )('$index $name', async ({ job, index }) => {
    const { columns, y } = loaded.get(`${job.data} ${job.scale}`)!
    const all = y.map((_, row) => row)
    const train = all.filter((row) => row % 3 !== 0)
    const rest = all.filter((row) => row % 3 === 0)
    const theirs = answers[index]!
    const model = await estimatorNamed(job.model)
      .resolve(job.parameters, job.task)
      .fit(matrix(columns, train), target(job.task, y, train), {
        rng: createRng(1),
        sampleWeight: job.weighted ? Float64Array.from(train, rowWeight) : undefined,
      })
    const ours = await score(model, matrix(columns, rest), target(job.task, y, rest))
    expect(theirs.score, 'the oracle learns').toBeGreaterThan(0.3)
    expect(Math.abs(ours.score - theirs.score), `ours ${ours.score}, theirs ${theirs.score}`).toBeLessThanOrEqual(
      job.score,
    )
    if (job.meanProbability !== undefined) {
      for (const [k, share] of theirs.mean_probability!.entries()) {
        expect(Math.abs(ours.meanProbability[k]! - share)).toBeLessThan(job.meanProbability)
      }
    }
    if (job.coefficients !== undefined) compareCoefficients(model, theirs, job.coefficients)
  })
})

function compareCoefficients(model: FittedModel, theirs: Answer, within: number): void {
  if (model.kind !== 'linear') throw new Error('not a linear model')
  const ours = [...model.coefficients.flatMap((row) => [...row]), ...model.intercepts]
  const wanted = [...theirs.coefficients!.flat(), ...theirs.intercepts!]
  expect(ours).toHaveLength(wanted.length)
  const scale = Math.max(1, ...wanted.map(Math.abs))
  for (const [i, value] of wanted.entries()) expect(Math.abs(ours[i]! - value) / scale).toBeLessThan(within)
}

function matrix(columns: readonly number[][], rows: readonly number[]): FeatureMatrix {
  return {
    rows: rows.length,
    names: columns.map((_, j) => `f${j}`),
    columns: columns.map((column) => Float64Array.from(rows, (row) => column[row]!)),
  }
}

function target(task: Task, y: readonly number[], rows: readonly number[]): Target {
  if (task === 'regression') return { task, name: 'y', values: Float64Array.from(rows, (row) => y[row]!) }
  const classes = [...new Set(y)].sort((a, b) => a - b)
  return { task, name: 'y', classes, values: Int32Array.from(rows, (row) => y[row]!) }
}

/** Accuracy with each class's mean probability, or R². */
async function score(
  model: FittedModel,
  x: FeatureMatrix,
  truth: Target,
): Promise<{ score: number; meanProbability: number[] }> {
  const prediction = await predict(model, x)
  const n = x.rows
  if (prediction.kind === 'value') {
    const mean = Float64Array.from(truth.values).reduce((a, b) => a + b, 0) / n
    let left = 0
    let total = 0
    for (let i = 0; i < n; i++) {
      left += (truth.values[i]! - prediction.values[i]!) ** 2
      total += (truth.values[i]! - mean) ** 2
    }
    return { score: 1 - left / total, meanProbability: [] }
  }
  const classes = prediction.probability.length / n
  const meanProbability = Array.from({ length: classes }, () => 0)
  let right = 0
  for (let i = 0; i < n; i++) {
    const row = prediction.probability.subarray(i * classes, (i + 1) * classes)
    if (row.indexOf(Math.max(...row)) === truth.values[i]) right++
    for (let k = 0; k < classes; k++) meanProbability[k]! += row[k]! / n
  }
  return { score: right / n, meanProbability }
}
