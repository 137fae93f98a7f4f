// Rows by falling score, and the areas under the curves that the cut between two scores draws. Numeric kernel.
import { argsort } from '../stats/index.ts'

export interface Ranking {
  /** 1 for a positive row, else 0. */
  readonly positive: ArrayLike<number>
  readonly score: Float64Array
  /** Rows by rising score. */
  readonly order: Uint32Array
}

export function rank(positive: ArrayLike<number>, score: Float64Array): Ranking {
  return { positive, score, order: argsort(score) }
}

/** Visits each distinct score from the highest down with the weight of positives and negatives at or above it; rows of weight 0 do not count. */
export function eachThreshold(
  { positive, score, order }: Ranking,
  weights: Float64Array | undefined,
  visit: (threshold: number, positives: number, negatives: number) => void,
): void {
  let positives = 0
  let negatives = 0
  let pending = false
  let threshold = 0
  for (let k = order.length - 1; k >= 0; k--) {
    const row = order[k]!
    const weight = weights === undefined ? 1 : weights[row]!
    if (weight === 0) continue
    const value = score[row]!
    if (pending && value !== threshold) visit(threshold, positives, negatives)
    pending = true
    threshold = value
    if (positive[row] === 1) positives += weight
    else negatives += weight
  }
  if (pending) visit(threshold, positives, negatives)
}

/** Area under the ROC curve; equal scores count half. NaN without a positive or without a negative row. */
export function rocAuc(ranking: Ranking, weights?: Float64Array): number {
  let area = 0
  let lastPositives = 0
  let lastNegatives = 0
  eachThreshold(ranking, weights, (_, positives, negatives) => {
    area += (negatives - lastNegatives) * (positives + lastPositives)
    lastPositives = positives
    lastNegatives = negatives
  })
  return area / 2 / lastPositives / lastNegatives
}

/** Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds, without interpolation, as scikit-learn does. NaN without a positive row. */
export function averagePrecision(ranking: Ranking, weights?: Float64Array): number {
  let area = 0
  let last = 0
  eachThreshold(ranking, weights, (_, positives, negatives) => {
    area += ((positives - last) * positives) / (positives + negatives)
    last = positives
  })
  return area / last
}
