// Scikit-learn's limits on a tree, from parameters that may be shares to whole numbers.
import type { FeatureCount } from '../parameters.ts'
import type { GrowthLimits } from './grow.ts'

export interface TreeParameters {
  readonly max_depth: number | null
  readonly min_samples_split: number
  readonly min_samples_leaf: number
  readonly max_features: FeatureCount
  readonly min_impurity_decrease: number
}

export interface TreeLimits extends GrowthLimits {
  readonly minSamplesLeaf: number
}

/** In JavaScript 1 and 1.0 are one number: `max_features: 1` means all features where the default is 1.0 (`oneMeansAll`), else one. */
export function treeLimits(p: TreeParameters, rows: number, features: number, oneMeansAll: boolean): TreeLimits {
  const share = (value: number): number => (value < 1 ? Math.ceil(value * rows) : value)
  return {
    maxDepth: p.max_depth ?? Infinity,
    minSamplesSplit: Math.max(2, share(p.min_samples_split)),
    minSamplesLeaf: Math.max(1, share(p.min_samples_leaf)),
    minImpurityDecrease: p.min_impurity_decrease,
    maxFeatures: drawnFeatures(p.max_features, features, oneMeansAll),
  }
}

function drawnFeatures(given: FeatureCount, features: number, oneMeansAll: boolean): number {
  if (given === null || (given === 1 && oneMeansAll)) return features
  if (given === 'sqrt') return Math.max(1, Math.floor(Math.sqrt(features)))
  if (given === 'log2') return Math.max(1, Math.floor(Math.log2(features)))
  if (given < 1) return Math.max(1, Math.floor(given * features))
  return Math.min(features, given)
}
