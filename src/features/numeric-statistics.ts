// What imputers and scalers learn from one numeric column, with scikit-learn's definitions.
import { presentNumbers } from '../data/index.ts'
import type { NumericImpute } from './feature-plan.ts'

/** The replacement for NaN, from the values that are present; 0 where there are none. */
export function fitFill(values: Float64Array, how: NumericImpute): number {
  if (typeof how === 'object') return how.constant
  const present = presentNumbers(values)
  if (present.length === 0) return 0
  if (how === 'mean') return mean(present)
  const sorted = present.sort()
  return how === 'median' ? medianOf(sorted) : mostFrequent(sorted)
}

/** Offset and scale such that `(x - offset) / scale` is standardised (population variance) or in 0 to 1; a constant column, or one without a value, has scale 1. `values` has no NaN. */
export function fitScaling(values: Float64Array, how: 'standard' | 'minmax'): { offset: number; scale: number } {
  const n = values.length
  if (n === 0) return { offset: 0, scale: 1 }
  if (how === 'minmax') {
    let least = Infinity
    let most = -Infinity
    for (const value of values) {
      if (value < least) least = value
      if (value > most) most = value
    }
    const range = most - least
    return { offset: least, scale: range < 10 * Number.EPSILON ? 1 : range }
  }
  const offset = mean(values)
  let squares = 0
  let rest = 0
  for (const value of values) {
    squares += (value - offset) ** 2
    rest += value - offset
  }
  // Chan, Golub & LeVeque (1983): the second term takes out the rounding error of the mean.
  const variance = (squares - (rest * rest) / n) / n
  const noise = n * Number.EPSILON * variance + (n * offset * Number.EPSILON) ** 2
  return { offset, scale: variance <= noise ? 1 : Math.sqrt(variance) }
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The smallest of the values that occur most often. */
function mostFrequent(sorted: Float64Array): number {
  let best = sorted[0]!
  let bestCount = 0
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    if (end - start > bestCount) {
      best = sorted[start]!
      bestCount = end - start
    }
    start = end
  }
  return best
}
