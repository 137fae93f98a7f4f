import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import type { ClassTarget, NumericTarget } from '../data/index.ts'
import type { FeatureMatrix } from '../features/index.ts'
import type { Parameters } from './estimator.ts'
import type { TreeEnsemble } from './fitted-model.ts'
import { predict } from './predict.ts'
import { randomForest } from './random-forest.ts'
import { previousFloat } from './trees/bin-edges.ts'

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

function fit(parameters: Parameters, sampleWeight?: Float64Array): TreeEnsemble {
  const options = sampleWeight === undefined ? {} : { sampleWeight }
  return randomForest.fit(x, target, parameters, { rng: createRng(1), ...options }) as TreeEnsemble
}

function positive(model: TreeEnsemble, matrix = x): Float64Array {
  const prediction = predict(model, matrix)
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
  it('grows pure leaves when nothing limits it', () => {
    expect(Array.from(positive(fit(single)))).toEqual(Array.from(target.values))
  })

  it('keeps to max_depth, min_samples_leaf and min_samples_split', () => {
    expect(depth(fit({ n_estimators: 5, max_depth: 3 }))).toBe(3)
    const counts = Map.groupBy(leaves(fit({ ...single, min_samples_leaf: 20 })), (leaf) => leaf)
    expect(counts.size).toBeGreaterThan(4)
    expect(Math.min(...[...counts.values()].map((rows) => rows.length))).toBeGreaterThanOrEqual(20)
    expect(fit({ ...single, min_samples_split: 200 }).left.length).toBeLessThan(fit(single).left.length / 4)
    expect(fit({ ...single, min_samples_split: 0.5 })).toEqual(fit({ ...single, min_samples_split: 300 }))
  })

  it('does not split below min_impurity_decrease', () => {
    expect(fit({ ...single, min_impurity_decrease: 0.02 }).left.length).toBeLessThan(8)
    expect(fit({ ...single, min_impurity_decrease: 0.6 }).left.length).toBe(1)
  })

  it('lays nodes out breadth first, children side by side', () => {
    const { left, roots } = fit({ n_estimators: 3, max_depth: 5 })
    for (const [t, root] of roots.entries()) {
      let next = root + 1
      for (let node = root; node < (roots[t + 1] ?? left.length); node++) {
        if (left[node] === node) continue
        expect(left[node]).toBe(next)
        next += 2
      }
    }
  })

  it('gives the same forest by packed counts as by class sums', () => {
    const halves = new Float64Array(ROWS).fill(0.5)
    for (const parameters of [
      { n_estimators: 10 },
      { n_estimators: 10, min_samples_leaf: 7, class_weight: { 1: 4 } },
    ]) {
      expect(fit(parameters, halves)).toEqual(fit(parameters))
    }
  })

  it('learns with entropy as well', () => {
    const entropic = fit({ n_estimators: 10, max_depth: 4, criterion: 'entropy' })
    expect(entropic).not.toEqual(fit({ n_estimators: 10, max_depth: 4 }))
    expect(entropic).toEqual(fit({ n_estimators: 10, max_depth: 4, criterion: 'log_loss' }))
  })

  it('raises the probability of a class that weighs more', () => {
    const plain = mean(positive(fit({ max_depth: 4 })))
    for (const class_weight of ['balanced', 'balanced_subsample', { 1: 5 }]) {
      expect(mean(positive(fit({ max_depth: 4, class_weight })))).toBeGreaterThan(plain + 0.1)
    }
    expect(() => fit({ class_weight: { yes: 5 } })).toThrow('model.class_weight.yes')
  })

  it('draws max_samples rows for a tree', () => {
    expect(fit({ n_estimators: 1, max_samples: 10 }).left.length).toBeLessThan(20)
    expect(fit({ n_estimators: 1, max_samples: 0.02 }).left.length).toBeLessThan(24)
  })

  it('decides at a threshold, one ulp above and one below, as it did in training', () => {
    // Pairs of neighbouring floats with opposite targets: only an exact cut can tell them apart.
    const values = Array.from({ length: 40 }, (_, i) => Math.fround(0.1 + i * 0.37)).flatMap((v) => [
      previousFloat(v),
      v,
    ])
    const tight: FeatureMatrix = { rows: 80, names: ['f'], columns: [Float32Array.from(values)] }
    const odd: ClassTarget = { ...target, values: Int32Array.from(values, (_, i) => i % 2) }
    const model = randomForest.fit(tight, odd, single, { rng: createRng(1) }) as TreeEnsemble
    expect(Array.from(positive(model, tight))).toEqual(Array.from(odd.values))

    const forest = fit({ n_estimators: 1, bootstrap: false, max_depth: 6 })
    for (const [node, threshold] of forest.threshold.entries()) {
      if (forest.left[node] === node) continue
      const column = columns[forest.feature[node]!]!
      const below = column.filter((value) => value <= threshold)
      const above = column.filter((value) => value > threshold)
      expect(Math.max(...below)).toBeLessThanOrEqual(threshold)
      expect(previousFloat(Math.min(...above))).toBeGreaterThanOrEqual(threshold)
    }
  })

  it('keeps the digits of targets far from zero', () => {
    const values = Float64Array.from(columns[0]!, (value) => 1e6 + Math.sign(value))
    const far: NumericTarget = { task: 'regression', name: 'y', values }
    const model = randomForest.fit(x, far, { n_estimators: 5, bootstrap: false }, { rng: createRng(1) })
    const predicted = positive(model as TreeEnsemble)
    expect(values.reduce((most, value, i) => Math.max(most, Math.abs(value - predicted[i]!)), 0)).toBeLessThan(0.2)
  })
})
