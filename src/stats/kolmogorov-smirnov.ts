// The two-sample Kolmogorov–Smirnov test.

export interface KolmogorovSmirnovOptions {
  /** `auto` is exact up to 10,000 values a sample. @default 'auto' */
  readonly method?: 'auto' | 'exact' | 'asymptotic'
}

export interface KolmogorovSmirnovResult {
  /** D, the largest distance of the two empirical distribution functions, 0 to 1. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
}

const AUTO_EXACT = 10_000

/** Two-sided test that two samples have one distribution; ties make the exact p conservative. An empty sample: D 0, p 1. NaN is not allowed. */
export function kolmogorovSmirnov(
  sample1: ArrayLike<number>,
  sample2: ArrayLike<number>,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnovResult {
  const n = sample1.length
  const m = sample2.length
  if (n === 0 || m === 0) return { statistic: 0, p: 1 }
  const divisor = greatestCommonDivisor(n, m)
  const steps = largestStep(Float64Array.from(sample1).sort(), Float64Array.from(sample2).sort(), divisor)
  const statistic = steps / ((n / divisor) * m)
  const method = options.method ?? 'auto'
  const exact = method === 'exact' || (method === 'auto' && Math.max(n, m) <= AUTO_EXACT)
  let p: number
  if (steps === 0) p = 1
  else if (!exact) p = kolmogorovSf(statistic, (n / (n + m)) * m)
  else if (n === m) p = exactEqual(n, steps)
  else p = exactUnequal(Math.max(n, m), Math.min(n, m), divisor, steps)
  return { statistic, p: Math.min(1, Math.max(0, p)) }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

/** D in units of 1 / lcm(n, m): a whole number, so no rounding decides a tie. */
function largestStep(a: Float64Array, b: Float64Array, divisor: number): number {
  const up = b.length / divisor
  const down = a.length / divisor
  let i = 0
  let j = 0
  let largest = 0
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i]!, b[j]!)
    while (i < a.length && a[i] === x) i++
    while (j < b.length && b[j] === x) j++
    largest = Math.max(largest, Math.abs(i * up - j * down))
  }
  return largest
}

/** P(D ≥ h/n) for two samples of n: the reflection sum 2·A₀(1 − A₁(1 − …)) with A_k = ∏ (n − kh − j)/(n + kh + j + 1) (Hodges 1957). */
function exactEqual(n: number, h: number): number {
  let p = 0
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let ratio = 1
    for (let j = 0; j < h; j++) ratio *= (n - k * h - j) / (n + k * h + j + 1)
    p = ratio * (1 - p)
  }
  return 2 * p
}

/**
 * P(D ≥ h/lcm) for samples of m > n: the share of lattice paths to (m, n) that touch a line |x·n − y·m| = h·divisor.
 * Each cell holds the share of paths to it that did; only sums of positive terms, so a tiny p keeps its digits.
 */
function exactUnequal(m: number, n: number, divisor: number, h: number): number {
  const stepX = n / divisor
  const stepY = m / divisor
  const inverse = new Float64Array(m + n + 1).map((_, i) => 1 / i)
  const column = new Float64Array(n + 1).fill(1)
  // Cells below `first` or from `last` on are outside, where every path has touched: share 1.
  let last = Math.min(Math.ceil(h / stepY), n + 1)
  column.fill(0, 0, last)
  for (let x = 1; x <= m; x++) {
    const first = Math.max(Math.floor((stepX * x - h) / stepY) + 1, 0)
    last = Math.min(Math.ceil((stepX * x + h) / stepY), n + 1)
    if (first > 0) column[first - 1] = 1
    let below = first === 0 ? 0 : 1
    for (let y = first; y < last; y++) {
      below = (column[y]! * x + below * y) * inverse[x + y]!
      column[y] = below
    }
  }
  return last === n + 1 ? column[n]! : 1
}

/** Kolmogorov's limit 2 Σ (−1)^(j−1) exp(−2 j² λ²) with Stephens' (1970) correction λ = D (√e + 0.12 + 0.11/√e), e = nm/(n + m). */
function kolmogorovSf(d: number, effective: number): number {
  const root = Math.sqrt(effective)
  const lambda = d * (root + 0.12 + 0.11 / root)
  // Below this the series converges too slowly and the answer is 1 to 12 digits.
  if (lambda < 0.2) return 1
  let sum = 0
  for (let j = 1; j <= 100; j++) {
    const term = Math.exp(-2 * j * j * lambda * lambda)
    sum += j % 2 === 1 ? term : -term
    if (term < sum * 1e-17) break
  }
  return 2 * sum
}
