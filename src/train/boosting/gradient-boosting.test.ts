import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import type { ClassTarget } from '../../data/index.ts'
import type { FeatureMatrix } from '../../features/index.ts'
import type { Parameters } from '../parameters.ts'
import { predict } from '../predict.ts'
import type { TreeEnsemble } from '../trees/tree-ensemble.ts'
import { gradientBoosting } from './gradient-boosting.ts'

const rng = createRng(21)
const ROWS = 800
const columns = Array.from({ length: 5 }, () => Float32Array.from({ length: ROWS }, () => rng.normal()))
const x: FeatureMatrix = { rows: ROWS, names: columns.map((_, j) => `f${j}`), columns }
const target: ClassTarget = {
  task: 'binary',
  name: 'y',
  classes: [0, 1],
  values: Int32Array.from({ length: ROWS }, (_, i) => (columns[0]![i]! * columns[1]![i]! + rng.normal() > 0 ? 1 : 0)),
}

async function fit(parameters: Parameters, of: ClassTarget = target): Promise<TreeEnsemble> {
  return (await gradientBoosting.resolve(parameters, of.task).fit(x, of, { rng: createRng(1) })) as TreeEnsemble
}

async function logLoss(model: TreeEnsemble): Promise<number> {
  const prediction = await predict(model, x)
  if (prediction.kind === 'value') return Number.NaN
  return target.values.reduce((sum, y, i) => sum - Math.log(prediction.probability[2 * i + y]!), 0) / ROWS
}

describe('gradient_boosting', () => {
  it('lowers the loss with every tree', async () => {
    const losses = await Promise.all([1, 5, 20, 60].map(async (n_estimators) => logLoss(await fit({ n_estimators }))))
    expect(losses).toEqual(losses.toSorted((a, b) => b - a))
    expect(new Set(losses).size).toBe(4)
  })

  it('starts from the share of the positive class, or from zero', async () => {
    const share = target.values.filter((value) => value === 1).length / ROWS
    const prior = await fit({ n_estimators: 1, learning_rate: 0 })
    const predicted = await predict(prior, x)
    expect(predicted.kind === 'probability' && predicted.probability[1]).toBeCloseTo(share, 5)
    expect((await fit({ n_estimators: 1, init: 'zero' })).base).toEqual([0])
  })

  it('grows one tree a class and round, each adding to its own class', async () => {
    const values = target.values.map((value, i) => (columns[2]![i]! > 0.5 ? 2 : value))
    const model = await fit({ n_estimators: 4 }, { task: 'multiclass', name: 'y', classes: ['a', 'b', 'c'], values })
    expect(model.roots).toHaveLength(12)
    expect(model.outputs).toBe(3)
    for (let node = 0; node < model.left.length; node++) {
      const tree = model.roots.findLastIndex((root) => root <= node)
      const others = [0, 1, 2].filter((k) => k !== tree % 3)
      for (const k of others) expect(model.value[node * 3 + k]).toBe(0)
    }
  })

  it('stops when the rows set aside no longer improve', async () => {
    const stopped = await fit({ n_estimators: 400, learning_rate: 0.3, n_iter_no_change: 5 })
    expect(stopped.roots.length).toBeGreaterThan(5)
    expect(stopped.roots.length).toBeLessThan(200)
  })

  it('draws rows by subsample and features by max_features', async () => {
    const all = await fit({ n_estimators: 5 })
    expect(await fit({ n_estimators: 5, subsample: 0.5 })).not.toEqual(all)
    expect(await fit({ n_estimators: 5, max_features: 'sqrt' })).not.toEqual(all)
    expect(await fit({ n_estimators: 5, max_features: 1 })).toEqual(await fit({ n_estimators: 5, max_features: 1.0 }))
  })

  it('keeps a wild leaf within a logit of 16, so that the others keep their digits on the common grid', async () => {
    // One wrong row among the certain ones: its Newton step is about 1 / p(1 - p).
    const leaves = (await fit({ n_estimators: 60, learning_rate: 1, subsample: 0.5, max_depth: 6 })).value.map(Math.abs)
    expect(Math.max(...leaves)).toBe(16)
    expect(Math.min(...leaves.filter((value) => value > 0))).toBeLessThan(0.01)
  })

  it('stops splitting where the gradients are all but equal, as scikit-learn does', async () => {
    const separable = { ...target, values: target.values.map((_, i) => (columns[0]![i]! > 0 ? 1 : 0)) }
    const model = await fit({ n_estimators: 60, learning_rate: 1, max_depth: 5 }, separable)
    const last = model.left.length - model.roots.at(-1)!
    expect(last).toBe(1)
  })

  it('sums to the same float32 margin in any order of the trees', async () => {
    const model = await fit({ n_estimators: 50, max_depth: 4 })
    const terms = Array.from(model.roots, (root, t) => {
      const end = model.roots[t + 1] ?? model.left.length
      return model.value
        .subarray(root, end)
        .reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    })
    terms.push(model.base[0]!)
    const exact = terms.reduce((a, b) => a + b, 0)
    for (let seed = 1; seed < 20; seed++) {
      createRng(seed).shuffle(terms)
      expect(terms.reduce((total, term) => Math.fround(total + term), 0)).toBe(exact)
    }
  })
})
