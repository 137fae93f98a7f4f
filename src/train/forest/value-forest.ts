import type { NumericTarget } from '../../data/index.ts'
import { MomentsKernel } from '../kernels/moments-kernel.ts'
import { CollectedTrees } from '../trees/collected-trees.ts'
import { onGrid, sum } from '../trees/fixed-point.ts'
import { growTree } from '../trees/grow.ts'
import { GrownTree } from '../trees/grown-tree.ts'
import { additiveGrid } from '../trees/leaf-grid.ts'
import type { TreeEnsemble } from '../trees/tree-ensemble.ts'
import { treeLimits } from '../trees/tree-limits.ts'
import { countDraws, drawnRows } from './bootstrap.ts'
import type { ForestJob } from './forest-job.ts'

/** Grows trees whose leaves hold mean targets; a forest's value is their mean. */
export async function fitValueForest(target: NumericTarget, job: ForestJob): Promise<TreeEnsemble> {
  const { binned, parameters: p, rng, pace } = job
  const features = binned.columns.length
  const limits = treeLimits(p, binned.rows, features, true)
  const weight = job.weight === null ? null : onGrid(job.weight, true)
  const weighted = p.bootstrap || weight !== null
  const kernel = new MomentsKernel(binned, {
    minSamplesLeaf: limits.minSamplesLeaf,
    allFeatures: limits.maxFeatures >= features,
    weighted,
    friedman: false,
    flat: 0,
  })
  // Targets are centred, so that sums of squares keep their digits where the mean is large.
  const mean = meanOf(target.values, weight)
  const centred = target.values.map((value) => value - mean)
  const draws = drawnRows(p, binned.rows)
  const trees = new CollectedTrees(binned)
  const tree = new GrownTree(1)
  const counts = new Float64Array(binned.rows)
  const order = new Int32Array(features)
  for (let t = 0; t < p.n_estimators; t++) {
    const own = rng.fork(t)
    countDraws(p, draws, own, counts)
    const rows = seenRows(counts)
    if (weight !== null) for (let i = 0; i < counts.length; i++) counts[i]! *= weight[i]!
    for (let f = 0; f < features; f++) order[f] = f
    kernel.start(rows, centred, weighted ? onGrid(counts, true) : null)
    await growTree(kernel, rows.length, order, limits, own.int, tree, pace)
    trees.add(tree)
    job.onProgress?.(t + 1, p.n_estimators)
  }
  const shares = trees.values.map((values) => values.map((value) => value / p.n_estimators))
  const grid = additiveGrid(shares, () => 0, [mean])
  return {
    kind: 'trees',
    task: 'regression',
    classes: [],
    features,
    ...trees.assemble(grid.values, 1, undefined),
    base: grid.base,
    link: 'identity',
  }
}

/** Weighted mean that does not depend on the order of the rows. */
export function meanOf(values: Float64Array, weight: Float64Array | null): number {
  if (weight === null) return sum(onGrid(values)) / values.length
  return sum(onGrid(values.map((value, i) => value * weight[i]!))) / sum(weight)
}

function seenRows(counts: Float64Array): Int32Array {
  const rows = new Int32Array(counts.length)
  let seen = 0
  for (let i = 0; i < counts.length; i++) if (counts[i]! > 0) rows[seen++] = i
  return rows.subarray(0, seen)
}
