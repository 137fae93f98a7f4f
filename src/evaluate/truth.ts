// What really happened, and what a model said, row by row. Targets of the data stage and scores of a scorer fit as they are.
import type { ClassLabel } from '../data/index.ts'

/** `values[i]` indexes `classes`; of two, the second is the positive class. */
export interface ClassTruth {
  readonly classes: readonly ClassLabel[]
  readonly values: Int32Array
}

export interface NumericTruth {
  readonly values: Float64Array
}

export type Truth = ClassTruth | NumericTruth

export interface ClassPredictions {
  /** Row-major [rows × classes], each row summing to 1. */
  readonly probability: Float64Array
  /** Class indices. @default the most probable class, the first of equals */
  readonly label?: Int32Array
}

export interface NumericPredictions {
  readonly values: Float64Array
}

export type Predictions = ClassPredictions | NumericPredictions

/** Metric name → value. A metric that is undefined on the rows (ROC AUC of one class) is absent. */
export type MetricMap = Readonly<Record<string, number>>
