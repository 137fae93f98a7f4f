// McNemar's test of two classifiers on the same rows (Q. McNemar, Psychometrika 12, 1947).
import { normalTwoSided } from './normal.ts'

export interface McnemarResult {
  /** Two-sided exact binomial p-value. */
  readonly exactPValue: number
  /** Chi-squared with Edwards' continuity correction, 1 degree of freedom. */
  readonly correctedStatistic: number
  readonly correctedPValue: number
}

/** P(X ≤ k) of a binomial with n trials of probability 1/2, by exact halvings so that nothing overflows. */
function halfBinomialCdf(k: number, n: number): number {
  let term = 1
  let halvings = n
  for (let i = 1; i <= k; i++) {
    term *= (n - k + i) / i
    while (term > 1 && halvings > 0) {
      term /= 2
      halvings--
    }
  }
  for (; halvings > 0 && term > 0; halvings--) term /= 2
  let sum = 0
  for (let j = k; j >= 0 && term > 0; j--) {
    sum += term
    if (term < sum * 1e-18) break
    term *= j / (n - j + 1)
  }
  return sum
}

/** `onlyA`: rows that A alone gets right; `onlyB`: rows that B alone gets right. No such rows: p = 1. */
export function mcnemarTest(onlyA: number, onlyB: number): McnemarResult {
  const total = onlyA + onlyB
  if (total === 0) return { exactPValue: 1, correctedStatistic: 0, correctedPValue: 1 }
  const correctedStatistic = Math.max(0, Math.abs(onlyA - onlyB) - 1) ** 2 / total
  return {
    exactPValue: Math.min(1, 2 * halfBinomialCdf(Math.min(onlyA, onlyB), total)),
    correctedStatistic,
    correctedPValue: normalTwoSided(Math.sqrt(correctedStatistic)),
  }
}
