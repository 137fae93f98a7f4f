import type { Rng } from '../../core/index.ts'
import type { Target } from '../../data/index.ts'
import { MomentsKernel } from '../kernels/moments-kernel.ts'
import type { BinnedMatrix } from '../trees/binned-matrix.ts'
import { CollectedTrees } from '../trees/collected-trees.ts'
import { gridStep, largest, onGrid, roundTo } from '../trees/fixed-point.ts'
import { growTree } from '../trees/grow.ts'
import { GrownTree } from '../trees/grown-tree.ts'
import { additiveGrid } from '../trees/leaf-grid.ts'
import type { TreeEnsemble } from '../trees/tree-ensemble.ts'
import type { TreeJob } from '../trees/tree-estimator.ts'
import { type TreeParameters, treeLimits } from '../trees/tree-limits.ts'
import { type BoostingLoss, lossOf } from './boosting-loss.ts'
import { createEarlyStop } from './early-stop.ts'

export interface BoostingParameters extends TreeParameters {
  readonly n_estimators: number
  readonly learning_rate: number
  readonly subsample: number
  readonly criterion: 'friedman_mse' | 'squared_error'
  readonly init: 'zero' | null
  readonly n_iter_no_change: number | null
  readonly validation_fraction: number
  readonly tol: number
  readonly random_state: number | null
}

/** Gradient boosting with Newton leaves (Friedman 2001): one tree per output and round. */
export async function boost(target: Target, job: TreeJob<BoostingParameters>): Promise<TreeEnsemble> {
  const { binned, parameters: p, rng, pace, onProgress } = job
  const features = binned.columns.length
  const loss = lossOf(target)
  const weight = job.weight === null ? null : onGrid(job.weight, true)
  const stop = createEarlyStop(p, target, weight, loss, rng.fork(-1))
  const limits = treeLimits(p, stop.trainingRows.length, features, true)
  const kernel = new MomentsKernel(binned, {
    minSamplesLeaf: limits.minSamplesLeaf,
    allFeatures: limits.maxFeatures >= features,
    weighted: weight !== null,
    friedman: p.criterion === 'friedman_mse',
    flat: loss.flat,
  })
  const trees = new CollectedTrees(binned)
  const tree = new GrownTree(1)
  const base = p.init === 'zero' ? Array.from({ length: loss.outputs }, () => 0) : loss.base(stop.trainingWeight)
  const scores = base.map((value) => new Float64Array(binned.rows).fill(value))
  const gradient = new Float64Array(binned.rows)
  const curvature = new Float64Array(binned.rows)
  const inTree = new Uint8Array(binned.rows)
  const order = new Int32Array(features)
  for (let round = 0; round < p.n_estimators; round++) {
    const own = rng.fork(round)
    const rows = drawRows(stop.trainingRows, p.subsample, own)
    inTree.fill(0)
    for (const row of rows) inTree[row] = 1
    loss.startRound(scores)
    for (let k = 0; k < loss.outputs; k++) {
      loss.derive(k, gradient, curvature)
      for (let f = 0; f < features; f++) order[f] = f
      kernel.start(rows, gradient, weight)
      await growTree(kernel, rows.length, order, limits, own.int, tree, pace)
      setLeaves(tree, kernel.rows, gradient, curvature, weight, loss.stepFactor * p.learning_rate, loss.largestLeaf)
      addScores(tree, kernel.rows, inTree, binned, scores[k]!)
      trees.add(tree)
    }
    onProgress?.(round + 1, p.n_estimators)
    if (stop.isOver(scores)) break
  }
  return assemble(trees, base, loss, target, features)
}

function assemble(
  trees: CollectedTrees,
  base: readonly number[],
  loss: BoostingLoss,
  target: Target,
  features: number,
): TreeEnsemble {
  const outputOf = (tree: number): number => tree % loss.outputs
  const grid = additiveGrid(trees.values, outputOf, base)
  return {
    kind: 'trees',
    task: target.task,
    classes: target.task === 'regression' ? [] : target.classes,
    features,
    ...trees.assemble(grid.values, loss.outputs, loss.outputs === 1 ? undefined : outputOf),
    base: grid.base,
    link: loss.link,
  }
}

/** `subsample` of the rows without replacement, in their order. */
function drawRows(rows: Int32Array, subsample: number, rng: Rng): Int32Array {
  if (subsample === 1) return rows
  const drawn = new Int32Array(Math.max(1, Math.floor(subsample * rows.length)))
  let taken = 0
  // Selection sampling (Knuth, volume 2, 3.4.2 algorithm S).
  for (let i = 0; taken < drawn.length; i++) {
    if (rng.next() * (rows.length - i) < drawn.length - taken) drawn[taken++] = rows[i]!
  }
  return drawn
}

/** Gives each leaf its Newton step, times `factor`, within `±bound`. */
function setLeaves(
  tree: GrownTree,
  rows: Int32Array,
  gradient: Float64Array,
  curvature: Float64Array,
  weight: Float64Array | null,
  factor: number,
  bound: number,
): void {
  const heaviest = weight === null ? 1 : largest(weight)
  const gradientStep = gridStep(largest(gradient) * heaviest, rows.length)
  const curvatureStep = gridStep(largest(curvature) * heaviest, rows.length)
  for (let node = 0; node < tree.nodes; node++) {
    if (tree.left[node] !== node) continue
    let slope = 0
    let bend = 0
    for (let i = tree.from[node]!; i < tree.to[node]!; i++) {
      const row = rows[i]!
      const w = weight === null ? 1 : weight[row]!
      slope += roundTo(gradientStep, w * gradient[row]!)
      bend += roundTo(curvatureStep, w * curvature[row]!)
    }
    const step = bend === 0 ? 0 : (factor * slope) / bend
    tree.value[node] = Math.min(bound, Math.max(-bound, step))
  }
}

/** Adds the tree's values to the scores: rows of the tree by their leaf's range, all others by walking it. */
function addScores(
  tree: GrownTree,
  rows: Int32Array,
  inTree: Uint8Array,
  binned: BinnedMatrix,
  scores: Float64Array,
): void {
  for (let node = 0; node < tree.nodes; node++) {
    if (tree.left[node] !== node) continue
    const value = tree.value[node]!
    for (let i = tree.from[node]!; i < tree.to[node]!; i++) scores[rows[i]!]! += value
  }
  for (let row = 0; row < inTree.length; row++) {
    if (inTree[row] === 0) scores[row]! += tree.value[tree.leafOf(binned, row)]!
  }
}
