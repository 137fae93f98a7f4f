import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import type { ClassTarget, NumericTarget } from '../../data/index.ts'
import type { FeatureMatrix } from '../../features/index.ts'
import type { Parameters } from '../parameters.ts'
import { predict } from '../predict.ts'
import { previousFloat } from '../trees/bin-edges.ts'
import type { TreeEnsemble } from '../trees/tree-ensemble.ts'
import { randomForest } from './random-forest.ts'

const rng = createRng(11)
const ROWS = 600
const columns = Array.from({ length: 6 }, (_, j) =>
  Float32Array.from({ length: ROWS }, () => (j > 3 ? rng.int(2) : rng.normal())),
)
const x: FeatureMatrix = { rows: ROWS, names: columns.map((_, j) => `f${j}`), columns }
const target: ClassTarget = {
  task: 'binary',
  name: 'y',
  classes: [0, 1],
  values: Int32Array.from({ length: ROWS }, (_, i) => (columns[0]![i]! + rng.normal() > 1 ? 1 : 0)),
}
const single: Parameters = { n_estimators: 1, bootstrap: false, max_features: null }

async function fit(parameters: Parameters, sampleWeight?: Float64Array): Promise<TreeEnsemble> {
  return (await randomForest
    .resolve(parameters, target.task)
    .fit(x, target, { rng: createRng(1), sampleWeight })) as TreeEnsemble
}

async function positive(model: TreeEnsemble, matrix = x): Promise<Float64Array> {
  const prediction = await predict(model, matrix)
  return prediction.kind === 'value' ? prediction.values : prediction.probability.filter((_, i) => i % 2 === 1)
}

/** The leaf that each row reaches. */
function leaves(model: TreeEnsemble, matrix = x): number[] {
  return Array.from({ length: matrix.rows }, (_, i) => {
    let node = model.roots[0]!
    while (model.left[node] !== node) {
      const goesLeft = matrix.columns[model.feature[node]!]![i]! <= model.threshold[node]!
      node = model.left[node]! + (goesLeft ? 0 : 1)
    }
    return node
  })
}

function depth(model: TreeEnsemble): number {
  const of = (node: number): number =>
    model.left[node] === node ? 0 : 1 + Math.max(of(model.left[node]!), of(model.left[node]! + 1))
  return Math.max(...Array.from(model.roots, of))
}

function mean(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}

describe('random_forest', () => {
  it('grows pure leaves when nothing limits it', async () => {
    expect(Array.from(await positive(await fit(single)))).toEqual(Array.from(target.values))
  })

  it('keeps to max_depth, min_samples_leaf and min_samples_split', async () => {
    expect(depth(await fit({ n_estimators: 5, max_depth: 3 }))).toBe(3)
    const counts = Map.groupBy(leaves(await fit({ ...single, min_samples_leaf: 20 })), (leaf) => leaf)
    expect(counts.size).toBeGreaterThan(4)
    expect(Math.min(...[...counts.values()].map((rows) => rows.length))).toBeGreaterThanOrEqual(20)
    expect((await fit({ ...single, min_samples_split: 200 })).left.length).toBeLessThan(
      (await fit(single)).left.length / 4,
    )
    expect(await fit({ ...single, min_samples_split: 0.5 })).toEqual(await fit({ ...single, min_samples_split: 300 }))
  })

  it('does not split below min_impurity_decrease', async () => {
    expect((await fit({ ...single, min_impurity_decrease: 0.02 })).left.length).toBeLessThan(8)
    expect((await fit({ ...single, min_impurity_decrease: 0.6 })).left.length).toBe(1)
  })

  it('lays nodes out breadth first, children side by side', async () => {
    const { left, roots } = await fit({ n_estimators: 3, max_depth: 5 })
    for (const [t, root] of roots.entries()) {
      let next = root + 1
      for (let node = root; node < (roots[t + 1] ?? left.length); node++) {
        if (left[node] === node) continue
        expect(left[node]).toBe(next)
        next += 2
      }
    }
  })

  it('gives the same forest by packed counts as by class sums', async () => {
    const halves = new Float64Array(ROWS).fill(0.5)
    for (const parameters of [
      { n_estimators: 10 },
      { n_estimators: 10, min_samples_leaf: 7, class_weight: { 1: 4 } },
    ]) {
      expect(await fit(parameters, halves)).toEqual(await fit(parameters))
    }
  })

  it('learns with entropy as well', async () => {
    const entropic = await fit({ n_estimators: 10, max_depth: 4, criterion: 'entropy' })
    expect(entropic).not.toEqual(await fit({ n_estimators: 10, max_depth: 4 }))
    expect(entropic).toEqual(await fit({ n_estimators: 10, max_depth: 4, criterion: 'log_loss' }))
  })

  it('raises the probability of a class that weighs more', async () => {
    const plain = mean(await positive(await fit({ max_depth: 4 })))
    for (const class_weight of ['balanced', 'balanced_subsample', { 1: 5 }]) {
      expect(mean(await positive(await fit({ max_depth: 4, class_weight })))).toBeGreaterThan(plain + 0.1)
    }
    await expect(fit({ class_weight: { yes: 5 } })).rejects.toThrow('model.class_weight.yes')
  })

  it('draws max_samples rows for a tree', async () => {
    expect((await fit({ n_estimators: 1, max_samples: 10 })).left.length).toBeLessThan(20)
    expect((await fit({ n_estimators: 1, max_samples: 0.02 })).left.length).toBeLessThan(24)
  })

  it('decides at a threshold, one ulp above and one below, as it did in training', async () => {
    // Pairs of neighbouring floats with opposite targets: only an exact cut can tell them apart.
    const values = Array.from({ length: 40 }, (_, i) => Math.fround(0.1 + i * 0.37)).flatMap((v) => [
      previousFloat(v),
      v,
    ])
    const tight: FeatureMatrix = { rows: 80, names: ['f'], columns: [Float32Array.from(values)] }
    const odd: ClassTarget = { ...target, values: Int32Array.from(values, (_, i) => i % 2) }
    const model = (await randomForest.resolve(single, odd.task).fit(tight, odd, { rng: createRng(1) })) as TreeEnsemble
    expect(Array.from(await positive(model, tight))).toEqual(Array.from(odd.values))

    const forest = await fit({ n_estimators: 1, bootstrap: false, max_depth: 6 })
    for (const [node, threshold] of forest.threshold.entries()) {
      if (forest.left[node] === node) continue
      const column = columns[forest.feature[node]!]!
      const below = column.filter((value) => value <= threshold)
      const above = column.filter((value) => value > threshold)
      expect(Math.max(...below)).toBeLessThanOrEqual(threshold)
      expect(previousFloat(Math.min(...above))).toBeGreaterThanOrEqual(threshold)
    }
  })

  it('keeps the digits of targets far from zero', async () => {
    const values = Float64Array.from(columns[0]!, (value) => 1e6 + Math.sign(value))
    const far: NumericTarget = { task: 'regression', name: 'y', values }
    const learner = randomForest.resolve({ n_estimators: 5, bootstrap: false }, 'regression')
    const model = await learner.fit(x, far, { rng: createRng(1) })
    const predicted = await positive(model as TreeEnsemble)
    expect(values.reduce((most, value, i) => Math.max(most, Math.abs(value - predicted[i]!)), 0)).toBeLessThan(0.2)
  })
})
