// Models of a table without gaps, bit for bit: a change of the trainer, of features or of the graph that alters one shows here.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { writeOnnx } from '../../src/compile/index.ts'
import { createRng } from '../../src/core/index.ts'
import { makeTarget, type Table } from '../../src/data/index.ts'
import { fitFeatures, planFeatures, transformFeatures } from '../../src/features/index.ts'
import { type EstimatorName, estimatorNamed, type Parameters } from '../../src/train/index.ts'

const ROWS = 1500
const TARGETS = ['churned', 'band', 'spend']

/** Whole numbers, fractions and text; drawn with arithmetic alone, so that it is the same on every machine. */
function madeTable(): Table {
  const rng = createRng(8)
  const cities = ['Bonn', 'Oslo', 'Rome', 'Wien']
  const tenure = Float64Array.from({ length: ROWS }, () => rng.int(72))
  const charges = Float64Array.from({ length: ROWS }, () => Math.round(rng.next() * 9000) / 100)
  const usage = Float64Array.from({ length: ROWS }, () => rng.next() + rng.next() + rng.next())
  const city = Int32Array.from({ length: ROWS }, () => rng.int(cities.length))
  const signal = Float64Array.from(
    { length: ROWS },
    (_, i) => charges[i]! / 30 - tenure[i]! / 24 + usage[i]! * (city[i] === 2 ? 1 : -1) + 2 * rng.next(),
  )
  const bands = ['low', 'middle', 'high']
  const numbers = { tenure, charges, usage, spend: signal.map((value) => Math.round(value * 1000) / 1000) }
  const texts = {
    city: { codes: city, categories: cities },
    churned: { codes: Int32Array.from(signal, (value) => (value > 1 ? 1 : 0)), categories: ['No', 'Yes'] },
    band: { codes: Int32Array.from(signal, (value) => (value < 0 ? 0 : value < 2 ? 1 : 2)), categories: bands },
  }
  return {
    source: 'made.csv',
    rows: ROWS,
    columns: [
      ...Object.entries(numbers).map(([name, values]) => ({
        kind: 'number' as const,
        name,
        type: name === 'tenure' ? ('long' as const) : ('double' as const),
        values,
      })),
      ...Object.entries(texts).map(([name, text]) => ({
        kind: 'text' as const,
        name,
        type: 'string' as const,
        source: 'text' as const,
        ...text,
      })),
    ],
  }
}

async function digestOf(targetName: string, estimatorName: EstimatorName, given: Parameters): Promise<string> {
  const table = madeTable()
  const { target } = makeTarget(table, targetName)
  const plan = planFeatures(table, {
    target: targetName,
    drop: TARGETS.filter((other) => other !== targetName),
    derived: { per_month: 'charges / max(tenure, 1)' },
  })
  const estimator = estimatorNamed(estimatorName)
  const features = await fitFeatures(table, plan, estimator)
  const learner = estimator.resolve(given, target.task)
  const model = await learner.fit(await transformFeatures(features, table), target, { rng: createRng(1) })
  return createHash('sha256').update(writeOnnx({ features, model })).digest('hex').slice(0, 16)
}

describe('the graph of a table without gaps', () => {
  it.each<[string, EstimatorName, Parameters, string]>([
    ['churned', 'random_forest', { n_estimators: 20, max_depth: 8 }, '7c1bd135e9094371'],
    ['band', 'random_forest', { n_estimators: 10, criterion: 'entropy', min_samples_leaf: 2 }, '204ffdb7e163d743'],
    ['spend', 'random_forest', { n_estimators: 10 }, '27e7573a1105d478'],
    ['churned', 'gradient_boosting', { n_estimators: 20, subsample: 0.7 }, '2eb68a979c5bb909'],
    ['band', 'gradient_boosting', { n_estimators: 10, max_features: 'sqrt', n_iter_no_change: 3 }, '8ec614e3ed8b8f2a'],
    ['spend', 'gradient_boosting', { n_estimators: 20, min_samples_leaf: 3 }, 'aa5ebe4a721b6828'],
    ['churned', 'logistic_regression', {}, '3d552d0ec3c2b197'],
  ])('of %s by %s %o is what it was', async (target, estimator, parameters, digest) => {
    expect(await digestOf(target, estimator, parameters)).toBe(digest)
  })
})
