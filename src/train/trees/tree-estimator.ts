// What forests and boosted trees share: the parameters of a tree, binned features, and where randomness comes from.
import { createRng, type Pace, type Rng, UNPACED } from '../../core/index.ts'
import type { Target, Task } from '../../data/index.ts'
import { checkedRows } from '../checked-rows.ts'
import { type AnyEstimator, defineEstimator, type FitOptions } from '../estimator.ts'
import {
  type FeatureCount,
  featureCount,
  ignored,
  orNull,
  type ParameterSpecs,
  RANDOM_STATE,
  real,
  unsupported,
  whole,
  wholeOrShare,
} from '../parameters.ts'
import { type BinnedMatrix, binMatrix } from './binned-matrix.ts'
import type { TreeEnsemble } from './tree-ensemble.ts'

/** What trees are grown from, beside their target. */
export interface TreeJob<P> {
  readonly binned: BinnedMatrix
  /** By row, above 0; null = all 1. */
  readonly weight: Float64Array | null
  readonly parameters: P
  readonly rng: Rng
  readonly pace: Pace
  readonly onProgress: FitOptions['onProgress'] | undefined
}

/** Parameters of every tree; `depth` and `features` are the defaults of `max_depth` and `max_features`. */
export function treeSpecs(depth: number | null, features: FeatureCount) {
  return {
    max_depth: orNull(whole(1, 1), depth),
    min_samples_split: wholeOrShare(2, 2),
    min_samples_leaf: wholeOrShare(1, 1),
    min_weight_fraction_leaf: unsupported(0),
    max_features: featureCount(features),
    max_leaf_nodes: unsupported(null),
    min_impurity_decrease: real(0, 0, Infinity),
    random_state: RANDOM_STATE,
    verbose: ignored(0),
    warm_start: unsupported(false),
    ccp_alpha: unsupported(0),
  }
}

/** An estimator for every task whose model is trees. `random_state` wins over the caller's randomness. */
export function treeEstimator<P extends { readonly random_state: number | null }, const Name extends string>(
  name: Name,
  parameters: (task: Task) => ParameterSpecs<NoInfer<P>>,
  grow: (target: Target, job: TreeJob<P>) => Promise<TreeEnsemble>,
): AnyEstimator<Name> {
  return defineEstimator<P, Name>({
    name,
    tasks: ['binary', 'multiclass', 'regression'],
    precision: 'float32',
    scaleByDefault: false,
    takesMissing: true,
    parameters,
    async fit(x, target, p, { sampleWeight, rng, onProgress, pace = UNPACED }) {
      const { random_state: seed } = p
      const rows = checkedRows(x, target, sampleWeight)
      return grow(rows.target, {
        binned: await binMatrix(rows.x, pace),
        weight: rows.weight,
        parameters: p,
        rng: seed === null ? rng : createRng(seed),
        pace,
        onProgress,
      })
    },
  })
}
