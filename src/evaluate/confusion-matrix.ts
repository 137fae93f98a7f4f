import type { ClassLabel } from '../data/index.ts'

export interface ConfusionMatrix {
  readonly classes: readonly ClassLabel[]
  /** Row-major [truth × predicted]; sums of weights when rows are weighted. */
  readonly counts: Float64Array
}

/** Truth and prediction of each row as indices into `classes`. */
export function confusionMatrix(
  classes: readonly ClassLabel[],
  truth: Int32Array,
  predicted: Int32Array,
  weights?: Float64Array,
): ConfusionMatrix {
  const width = classes.length
  const counts = new Float64Array(width * width)
  for (let i = 0; i < truth.length; i++) {
    counts[truth[i]! * width + predicted[i]!]! += weights === undefined ? 1 : weights[i]!
  }
  return { classes, counts }
}
