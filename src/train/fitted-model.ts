// Fitted estimators as plain data: what the ONNX writer compiles.
import type { ClassLabel, Task } from '../data/index.ts'

/**
 * All trees in one set of parallel arrays. Node i is a leaf when `left[i] === i`; otherwise a row goes to
 * `left[i]` when `(float32) x[feature[i]] <= threshold[i]`, or when it is NaN and `missingLeft[i]` is 1, and to
 * `left[i] + 1` when not. Breadth-first within a tree.
 */
export interface TreeEnsemble {
  readonly kind: 'trees'
  readonly task: Task
  readonly classes: readonly ClassLabel[]
  /** Number of features a row has. */
  readonly features: number
  /** Index of each tree's root. */
  readonly roots: Int32Array
  readonly feature: Int32Array
  readonly threshold: Float32Array
  readonly left: Int32Array
  /** 0 throughout for a feature that no training row missed. */
  readonly missingLeft: Uint8Array
  /** Leaf values, `outputs` per node, row-major; already divided by the number of trees or multiplied by the learning rate, and rounded to a common power-of-two grid so that every float32 sum over trees is exact in any order. */
  readonly value: Float32Array
  /** Values per node: 1 (binary: the positive class; regression), or one per class. */
  readonly outputs: number
  /** Added to each output before `link`; on the same grid as `value`. */
  readonly base: readonly number[]
  /** From summed outputs to the answer. `identity`: a forest's probability, or a regression's value. */
  readonly link: 'identity' | 'logistic' | 'softmax'
}

/** `link(x · coefficients[k] + intercepts[k])` in float64. One row of coefficients for binary and regression, one per class for multiclass. */
export interface LinearModel {
  readonly kind: 'linear'
  readonly task: Task
  readonly classes: readonly ClassLabel[]
  readonly coefficients: readonly Float64Array[]
  readonly intercepts: Float64Array
  readonly link: 'identity' | 'logistic' | 'softmax'
}

export type FittedModel = TreeEnsemble | LinearModel
