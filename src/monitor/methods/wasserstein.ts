import { wasserstein as earthMover } from '../../stats/index.ts'
import type { NumericComparison } from '../comparison.ts'
import type { DriftDistance } from './drift-method.ts'

const TRIMMED = 0.005

/** First Wasserstein distance in standard deviations of the reference, both over the middle 99 % of each sample: one outlier neither makes a drift nor hides one. */
export const wasserstein: DriftDistance<NumericComparison> = {
  role: 'distance',
  kinds: ['numeric'],
  run: ({ reference, current }) => {
    const trimmed = trim(reference)
    const distance = earthMover(trimmed, trim(current))
    const sd = standardDeviation(trimmed) || standardDeviation(reference)
    return sd > 0 ? distance / sd : 0
  },
}

function trim(sorted: Float64Array): Float64Array {
  const cut = sorted.length < 3 ? 0 : Math.ceil(TRIMMED * sorted.length)
  return sorted.subarray(cut, sorted.length - cut)
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0))
}
