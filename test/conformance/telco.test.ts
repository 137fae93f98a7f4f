// The Telco churn table through our reader, features and estimators, against scikit-learn on the same folds.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDuckdbTableReader } from '../../src/adapters/duckdb/index.ts'
import { createRng } from '../../src/core/index.ts'
import {
  identifyRows,
  kFold,
  makeTarget,
  type Split,
  selectRows,
  selectTarget,
  type Table,
  type Target,
} from '../../src/data/index.ts'
import { fitFeatures, planFeatures, transformFeatures } from '../../src/features/index.ts'
import { type EstimatorName, estimatorNamed, type Parameters, predict } from '../../src/train/index.ts'
import { runPython } from './python.ts'

const PATH = join(import.meta.dirname, '../../../shared/data/telco-churn.csv')
const NUMERIC = ['SeniorCitizen', 'tenure', 'MonthlyCharges', 'TotalCharges']
const NOT_CATEGORICAL = new Set([...NUMERIC, 'customerID', 'Churn'])
const CASES: readonly { readonly name: EstimatorName; readonly parameters: Parameters; readonly within: number }[] = [
  { name: 'random_forest', parameters: { n_estimators: 200, max_depth: 8 }, within: 0.005 },
  {
    name: 'gradient_boosting',
    parameters: { n_estimators: 200, max_depth: 5, learning_rate: 0.05, subsample: 0.8, min_samples_split: 10 },
    within: 0.005,
  },
  { name: 'logistic_regression', parameters: {}, within: 0.002 },
]

type Answer = Readonly<Record<string, { readonly ours: number[]; readonly theirs: number[] }>>

describe('Telco churn, 5-fold ROC AUC', () => {
  let answer: Answer

  beforeAll(async () => {
    if (!existsSync(PATH)) throw new Error('no ../shared/data/telco-churn.csv beside the project')
    const { table } = await createDuckdbTableReader().read({ kind: 'path', path: PATH }, { nullValues: [' '] })
    const { target } = makeTarget(table, 'Churn')
    const folds = kFold(target, identifyRows(table, target, [...NUMERIC, ...categoricalOf(table)]), { k: 5, seed: 42 })
    const fitted = CASES.map(async ({ name, parameters }) => {
      const probability = await Promise.all(folds.map((fold) => positives(table, target, fold, name, parameters)))
      return [name, { parameters, probability }] as const
    })
    const models = Object.fromEntries(await Promise.all(fitted))
    const rows = folds.map(({ train, val }) => ({ train: [...train], val: [...val] }))
    answer = await runPython('sklearn', 'telco.py', { path: PATH, folds: rows, models })
  })

  it.each(CASES)('of $name is within $within of scikit-learn', ({ name, within }) => {
    const { ours, theirs } = answer[name]!
    expect(mean(theirs)).toBeGreaterThan(0.8)
    expect(Math.abs(mean(ours) - mean(theirs)), `ours ${mean(ours)}, theirs ${mean(theirs)}`).toBeLessThan(within)
  })
})

function categoricalOf(table: Table): string[] {
  return table.columns.map((column) => column.name).filter((one) => !NOT_CATEGORICAL.has(one))
}

/** Fits on a fold's training rows alone; the positive class's probabilities on its validation rows. */
async function positives(
  table: Table,
  target: Target,
  fold: Split,
  name: EstimatorName,
  parameters: Parameters,
): Promise<number[]> {
  const estimator = estimatorNamed(name)
  const train = selectRows(table, fold.train)
  const categorical = categoricalOf(table)
  const plan = planFeatures(train, { target: 'Churn', drop: ['customerID'], numeric: NUMERIC, categorical })
  const features = await fitFeatures(train, plan, estimator)
  const model = await estimator
    .resolve(parameters, target.task)
    .fit(await transformFeatures(features, train), selectTarget(target, fold.train), { rng: createRng(1) })
  const prediction = await predict(model, await transformFeatures(features, selectRows(table, fold.val)))
  if (prediction.kind === 'value') throw new Error('a classifier answered with values')
  return Array.from(prediction.probability.filter((_, i) => i % 2 === 1))
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
