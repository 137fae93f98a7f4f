// Paired bootstrap by row weights (B. Efron, R. Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 14).
import { atOnce, createRng, type Steps } from '../core/index.ts'
import type { Interval } from './interval.ts'
import { normalCdf, normalQuantile } from './normal.ts'

export interface BootstrapOptions {
  /** @default 2000 */
  readonly resamples?: number
  /** @default 0.95 */
  readonly confidence?: number
  /** `bca` corrects for bias and skewness; its acceleration comes from a jackknife over at most 200 groups of rows. @default 'percentile' */
  readonly method?: 'percentile' | 'bca'
  /** The same seed gives the same interval on every machine. @default 42 */
  readonly seed?: number
}

export interface BootstrapResult extends Interval {
  /** The statistic on all rows as they are. */
  readonly observed: number
  readonly standardError: number
  /** Statistics of the resamples, ascending; resamples on which it is undefined (NaN) are left out. */
  readonly distribution: Float64Array
}

/** Linear interpolation between order statistics (numpy's default). */
function quantile(sorted: Float64Array, p: number): number {
  const position = Math.min(1, Math.max(0, p)) * (sorted.length - 1)
  const below = Math.floor(position)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (position - below)
}

function* jackknifeAcceleration(rows: number, statistic: (weights: Float64Array) => number): Steps<number> {
  const groups = Math.min(rows, 200)
  const weights = new Float64Array(rows).fill(1)
  const values: number[] = []
  for (let g = 0; g < groups; g++) {
    yield
    for (let i = g; i < rows; i += groups) weights[i] = 0
    const value = statistic(weights)
    if (!Number.isNaN(value)) values.push(value)
    for (let i = g; i < rows; i += groups) weights[i] = 1
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let squares = 0
  let cubes = 0
  for (const value of values) {
    squares += (mean - value) ** 2
    cubes += (mean - value) ** 3
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0
}

/**
 * Resamples rows with replacement. `statistic` takes how often each row was drawn, so that what compares two models on the same
 * rows stays paired; it may read the weights only during the call, and returns NaN where it is undefined.
 */
export function bootstrap(
  rows: number,
  statistic: (weights: Float64Array) => number,
  options: BootstrapOptions = {},
): BootstrapResult {
  return atOnce(bootstrapSteps(rows, statistic, options))
}

/** `bootstrap` that pauses before each resample. */
export function* bootstrapSteps(
  rows: number,
  statistic: (weights: Float64Array) => number,
  options: BootstrapOptions = {},
): Steps<BootstrapResult> {
  const { resamples = 2000, confidence = 0.95, method = 'percentile', seed = 42 } = options
  const rng = createRng(seed)
  const weights = new Float64Array(rows).fill(1)
  const observed = statistic(weights)
  const values = new Float64Array(resamples)
  let defined = 0
  for (let b = 0; b < resamples; b++) {
    yield
    weights.fill(0)
    for (let i = 0; i < rows; i++) weights[rng.int(rows)]!++
    const value = statistic(weights)
    if (!Number.isNaN(value)) values[defined++] = value
  }
  const distribution = values.slice(0, defined).sort()
  const tail = (1 - confidence) / 2
  if (defined === 0) return { observed, low: Number.NaN, high: Number.NaN, standardError: Number.NaN, distribution }

  let [lowAt, highAt] = [tail, 1 - tail]
  if (method === 'bca') {
    // Values equal to the observed one count half, so that a discrete statistic is not taken for biased.
    let below = 0
    for (const value of distribution) below += value < observed ? 1 : value === observed ? 0.5 : 0
    const share = Math.min(1 - 0.5 / defined, Math.max(0.5 / defined, below / defined))
    const bias = normalQuantile(share)
    const acceleration = yield* jackknifeAcceleration(rows, statistic)
    const adjust = (p: number): number => {
      const z = bias + normalQuantile(p)
      return normalCdf(bias + z / (1 - acceleration * z))
    }
    lowAt = adjust(tail)
    highAt = adjust(1 - tail)
  }
  const mean = distribution.reduce((sum, value) => sum + value, 0) / defined
  const squares = distribution.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    observed,
    low: quantile(distribution, lowAt),
    high: quantile(distribution, highAt),
    standardError: defined > 1 ? Math.sqrt(squares / (defined - 1)) : 0,
    distribution,
  }
}
