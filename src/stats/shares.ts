/** Non-negative weights of buckets; counts and shares are both fine. */
export type Weights = ArrayLike<number>

/** Weights scaled to sum 1; all zero stays all zero. */
export function shares(weights: Weights): Float64Array {
  const result = Float64Array.from(weights)
  const total = result.reduce((sum, weight) => sum + weight, 0)
  return total > 0 ? result.map((weight) => weight / total) : result
}
