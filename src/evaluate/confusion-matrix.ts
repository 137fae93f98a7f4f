import type { ClassLabel } from '../data/index.ts'

export interface ConfusionMatrix {
  readonly classes: readonly ClassLabel[]
  /** Row-major [truth × predicted]; sums of weights when rows are weighted. */
  readonly counts: Float64Array
}
