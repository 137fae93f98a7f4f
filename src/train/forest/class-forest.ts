import type { ClassTarget } from '../../data/index.ts'
import { classCounts, classWeights } from '../class-weights.ts'
import { ClassKernel } from '../kernels/class-kernel.ts'
import type { NodeKernel } from '../kernels/node-kernel.ts'
import { PACKED_LIMIT, PackedGiniKernel } from '../kernels/packed-gini-kernel.ts'
import { entropy, gini } from '../kernels/purity.ts'
import { CollectedTrees } from '../trees/collected-trees.ts'
import { gridStep, largest, roundTo, sum } from '../trees/fixed-point.ts'
import { growTree } from '../trees/grow.ts'
import { GrownTree } from '../trees/grown-tree.ts'
import { forestGrid } from '../trees/leaf-grid.ts'
import type { TreeEnsemble } from '../trees/tree-ensemble.ts'
import { treeLimits } from '../trees/tree-limits.ts'
import { countDraws, drawnRows } from './bootstrap.ts'
import type { ForestJob } from './forest-job.ts'

/** Grows trees whose leaves hold class shares; a forest's probability is their mean. */
export async function fitClassForest(target: ClassTarget, job: ForestJob): Promise<TreeEnsemble> {
  const { binned, parameters: p, rng, pace } = job
  const features = binned.columns.length
  const limits = treeLimits(p, binned.rows, features, false)
  const outputs = target.classes.length === 2 ? 1 : target.classes.length
  const draws = drawnRows(p, binned.rows)
  const criterion = startTrees(target, job, draws, limits.minSamplesLeaf)
  const trees = new CollectedTrees(binned)
  const tree = new GrownTree(outputs)
  const counts = new Float64Array(binned.rows)
  const order = new Int32Array(features)
  for (let t = 0; t < p.n_estimators; t++) {
    const own = rng.fork(t)
    countDraws(p, draws, own, counts)
    for (let f = 0; f < features; f++) order[f] = f
    await growTree(criterion.kernel, criterion.start(counts), order, limits, own.int, tree, pace)
    trees.add(tree)
    job.onProgress?.(t + 1, p.n_estimators)
  }
  return {
    kind: 'trees',
    task: target.task,
    classes: target.classes,
    features,
    ...trees.assemble(forestGrid(trees.values, outputs), outputs, undefined),
    base: Array.from({ length: outputs }, () => 0),
    link: 'identity',
  }
}

interface Criterion {
  readonly kernel: NodeKernel
  /** Starts a tree that sees each row `counts` times; returns the number of rows it sees. Overwrites `counts`. */
  start(counts: Float64Array): number
}

function startTrees(target: ClassTarget, job: ForestJob, draws: number, minSamplesLeaf: number): Criterion {
  const { parameters: p, binned, weight } = job
  const { class_weight: given = null } = p
  const fixed = classWeights(target, given, classCounts(target, null))
  const weightsOf = (counts: Float64Array): Float64Array =>
    given === 'balanced_subsample' && p.bootstrap ? classWeights(target, given, classCounts(target, counts)) : fixed
  if (p.criterion === 'gini' && target.classes.length === 2 && fitsPacked(weight, p.bootstrap ? draws : binned.rows)) {
    const kernel = new PackedGiniKernel(binned, minSamplesLeaf)
    return {
      kernel,
      start(counts) {
        const perClass = weightsOf(counts)
        if (weight !== null) for (let i = 0; i < counts.length; i++) counts[i]! *= weight[i]!
        return kernel.start(counts, target.values, perClass)
      },
    }
  }
  const purity = p.criterion === 'gini' ? gini : entropy
  const kernel = new ClassKernel(binned, target.classes.length, purity, minSamplesLeaf)
  return {
    kernel,
    start(counts) {
      const perClass = weightsOf(counts)
      for (let i = 0; i < counts.length; i++) counts[i]! *= (weight?.[i] ?? 1) * perClass[target.values[i]!]!
      const step = gridStep(largest(counts), counts.length)
      for (let i = 0; i < counts.length; i++) {
        // A tiny weight must not vanish: a node of such rows would have no weight to divide by.
        if (counts[i]! > 0) counts[i] = Math.max(step, roundTo(step, counts[i]!))
      }
      return kernel.start(counts, target.values)
    },
  }
}

/** Whole-number weights whose total a packed sum holds. */
function fitsPacked(weight: Float64Array | null, rows: number): boolean {
  if (weight === null) return rows < PACKED_LIMIT
  return weight.every(Number.isInteger) && sum(weight) < PACKED_LIMIT && rows * largest(weight) < PACKED_LIMIT
}
