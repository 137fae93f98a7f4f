export interface WassersteinOptions {
  /** One non-negative weight per value of the first sample. @default all 1 */
  readonly weights1?: ArrayLike<number>
  /** One non-negative weight per value of the second sample. @default all 1 */
  readonly weights2?: ArrayLike<number>
}

interface Sorted {
  readonly values: Float64Array
  /** Share of each value, parallel to `values`. */
  readonly share: Float64Array
}

function sorted(values: ArrayLike<number>, weights: ArrayLike<number> | undefined): Sorted {
  if (weights === undefined) {
    const ordered = Float64Array.from(values).sort()
    return { values: ordered, share: new Float64Array(ordered.length).fill(1 / ordered.length) }
  }
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!)
  let total = 0
  for (const i of order) total += weights[i]!
  return {
    values: Float64Array.from(order, (i) => values[i]!),
    share: Float64Array.from(order, (i) => weights[i]! / total),
  }
}

/** First Wasserstein (earth mover's) distance of two samples in the unit of the values: ∫ |F₁ − F₂|. NaN if a sample is empty. */
export function wasserstein(
  sample1: ArrayLike<number>,
  sample2: ArrayLike<number>,
  options: WassersteinOptions = {},
): number {
  if (sample1.length === 0 || sample2.length === 0) return Number.NaN
  const a = sorted(sample1, options.weights1)
  const b = sorted(sample2, options.weights2)
  let i = 0
  let j = 0
  let cdf1 = 0
  let cdf2 = 0
  let distance = 0
  let previous = Math.min(a.values[0]!, b.values[0]!)
  while (i < a.values.length && j < b.values.length) {
    const x = Math.min(a.values[i]!, b.values[j]!)
    distance += Math.abs(cdf1 - cdf2) * (x - previous)
    while (i < a.values.length && a.values[i] === x) cdf1 += a.share[i++]!
    while (j < b.values.length && b.values[j] === x) cdf2 += b.share[j++]!
    previous = x
  }
  // One sample is used up: its distribution function is 1 from here on.
  for (; i < a.values.length; i++) {
    distance += Math.abs(1 - cdf1) * (a.values[i]! - previous)
    previous = a.values[i]!
    cdf1 += a.share[i]!
  }
  for (; j < b.values.length; j++) {
    distance += Math.abs(1 - cdf2) * (b.values[j]! - previous)
    previous = b.values[j]!
    cdf2 += b.share[j]!
  }
  return distance
}
