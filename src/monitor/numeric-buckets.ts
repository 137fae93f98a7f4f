import type { Buckets } from './comparison.ts'
import { countBins } from './quantile-bins.ts'
import type { NumericProfile } from './reference-profile.ts'

const BUCKETS = 10
const BARS = 12

/** The profile's bins merged into about ten of equal reference count: few enough that their noise is small beside a shift. */
export function numericBuckets(profile: NumericProfile, current: Float64Array): Buckets {
  const counts = countBins(current, profile.edges)
  const labels: string[] = []
  const reference: number[] = []
  const now: number[] = []
  let start = 0
  let referenceSum = 0
  let currentSum = 0
  let done = 0
  for (const [i, count] of profile.counts.entries()) {
    referenceSum += count
    currentSum += counts[i]!
    const last = i === profile.counts.length - 1
    const rest = profile.n - done - referenceSum
    // A remainder too small for a bucket of its own joins the last one.
    if (!last && (referenceSum < profile.n / BUCKETS || rest < profile.n / BUCKETS / 2)) continue
    labels.push(`[${short(profile.edges[start]!)}, ${short(profile.edges[i + 1]!)})`)
    reference.push(referenceSum)
    now.push(currentSum)
    done += referenceSum
    start = i + 1
    referenceSum = 0
    currentSum = 0
  }
  return { labels, reference: Float64Array.from(reference), current: Float64Array.from(now) }
}

/** Bars of equal width over the middle 99 % of the reference, for the eye; what lies outside counts in the bars at the ends. Sorted samples, not empty. */
export function equalWidthBars(reference: Float64Array, current: Float64Array): Buckets {
  const low = reference[Math.floor(0.005 * (reference.length - 1))]!
  const high = reference[Math.ceil(0.995 * (reference.length - 1))]!
  const width = high / BARS - low / BARS
  const edges = Array.from({ length: BARS + 1 }, (_, i) => low + i * width)
  return {
    labels: Array.from({ length: BARS }, (_, i) => `${short(edges[i]!)} – ${short(edges[i + 1]!)}`),
    reference: countBins(reference, edges),
    current: countBins(current, edges),
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)))
}
