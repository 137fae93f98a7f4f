import { chiSquaredSf } from './chi-squared.ts'

export interface ZTestResult {
  /** Positive when the first proportion is the larger one. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
}

/** Pooled two-proportion z-test of `successes1`/`n1` against `successes2`/`n2`; z² is Pearson's χ² of the 2 × 2 table. No variation or an empty side: z 0, p 1. */
export function twoProportionZ(successes1: number, n1: number, successes2: number, n2: number): ZTestResult {
  const pooled = (successes1 + successes2) / (n1 + n2)
  const variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
  if (!(variance > 0) || !Number.isFinite(variance)) return { statistic: 0, p: 1 }
  const statistic = (successes1 / n1 - successes2 / n2) / Math.sqrt(variance)
  return { statistic, p: chiSquaredSf(statistic * statistic, 1) }
}
