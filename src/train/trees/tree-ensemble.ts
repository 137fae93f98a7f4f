import type { Pace } from '../../core/index.ts'
import type { FeatureMatrix } from '../../features/index.ts'
import type { ModelHead } from '../model-head.ts'

/**
 * All trees in one set of parallel arrays. Node i is a leaf when `left[i] === i`; otherwise a row goes to
 * `left[i]` when `(float32) x[feature[i]] <= threshold[i]`, or when it is NaN and `missingLeft[i]` is 1, and to
 * `left[i] + 1` when not. Breadth-first within a tree.
 */
export interface TreeEnsemble extends ModelHead {
  readonly kind: 'trees'
  /** Number of features a row has. */
  readonly features: number
  /** Index of each tree's root. */
  readonly roots: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float32Array
  readonly left: Int32Array
  /**
   * Codes by the node that sends them left, whatever its threshold: at least one, ascending whole numbers. Its feature
   * holds whole numbers and NaN alone; what is no code of the set goes right. @default none
   */
  readonly categories?: ReadonlyMap<number, Float32Array>
  /** 0 throughout for a feature that no training row missed. */
  readonly missingLeft: Uint8Array
  /** Leaf values, `outputs` per node, row-major; already divided by the number of trees or multiplied by the learning rate, and rounded to a common power-of-two grid so that every float32 sum over trees is exact in any order. */
  readonly value: Float32Array
  /** Values per node: 1 (binary: the positive class; regression), or one per class. */
  readonly outputs: number
  /** Added to each output before `link`; on the same grid as `value`. */
  readonly base: readonly number[]
}

/** Summed leaf values, one array per output; exact, because leaves lie on a grid. */
export async function treeScores(model: TreeEnsemble, x: FeatureMatrix, pace: Pace): Promise<Float64Array[]> {
  const { outputs, left, missingLeft, feature, threshold, value, categories } = model
  const scores = model.base.map((base) => new Float64Array(x.rows).fill(base))
  for (const root of model.roots) {
    if (pace.due()) await pace.rest()
    for (let i = 0; i < x.rows; i++) {
      let node = root
      while (left[node] !== node) {
        const v = Math.fround(x.columns[feature[node]!]![i]!)
        const known = categories?.get(node)?.includes(v) ?? v <= threshold[node]!
        const goesLeft = Number.isNaN(v) ? missingLeft[node] === 1 : known
        node = left[node]! + (goesLeft ? 0 : 1)
      }
      for (let k = 0; k < outputs; k++) scores[k]![i]! += value[node * outputs + k]!
    }
  }
  return scores
}
