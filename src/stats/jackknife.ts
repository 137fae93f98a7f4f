// Delete-a-group jackknife: how far a statistic of many rows is from its true value, from a few hundred evaluations.
// P. S. Kott, "The delete-a-group jackknife", Journal of Official Statistics 17 (2001).
import { atOnce, createRng, type Steps } from '../core/index.ts'
import { normalQuantile } from './normal.ts'

export interface JackknifeOptions {
  /** At most; one a row where rows are fewer. @default 200 */
  readonly groups?: number
  /** The same seed gives the same groups on every machine. @default 42 */
  readonly seed?: number
}

export interface JackknifeResult {
  readonly standardError: number
  /** Degrees of freedom of `standardError`: groups less one. */
  readonly freedom: number
}

/**
 * Leaves out one random group of rows at a time. `statistic` takes 1 for each row that is in and 0 for each that is not; it
 * may read the weights only during the call. Undefined where the statistic is (NaN) without some group, or there are fewer than two rows.
 */
export function jackknife(
  rows: number,
  statistic: (weights: Float64Array) => number,
  options: JackknifeOptions = {},
): JackknifeResult | undefined {
  return atOnce(jackknifeSteps(rows, statistic, options))
}

/** `jackknife` that pauses before each group. */
export function* jackknifeSteps(
  rows: number,
  statistic: (weights: Float64Array) => number,
  { groups: most = 200, seed = 42 }: JackknifeOptions = {},
): Steps<JackknifeResult | undefined> {
  const groups = Math.min(rows, most)
  if (groups < 2) return undefined
  const order = Array.from({ length: rows }, (_, row) => row)
  createRng(seed).shuffle(order)
  const weights = new Float64Array(rows).fill(1)
  const values = new Float64Array(groups)
  for (let g = 0; g < groups; g++) {
    yield
    for (let i = g; i < rows; i += groups) weights[order[i]!] = 0
    values[g] = statistic(weights)
    if (Number.isNaN(values[g]!)) return undefined
    for (let i = g; i < rows; i += groups) weights[order[i]!] = 1
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / groups
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { standardError: Math.sqrt(((groups - 1) / groups) * squares), freedom: groups - 1 }
}

/** Quantile of Student's t, from that of the normal distribution: Abramowitz & Stegun 26.7.5; within 0.002 from 9 degrees of freedom on, for 0.9 to 0.99. */
export function studentQuantile(p: number, freedom: number): number {
  const z = normalQuantile(p)
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3
}
