import { type CountTable, expectedCounts } from './contingency.ts'
import { gammaQ } from './gamma.ts'

/** P(X ≥ x) of a chi-squared variable with `df` > 0 degrees of freedom; exact in the far tail (never 1 − cdf). */
export function chiSquaredSf(x: number, df: number): number {
  return x <= 0 ? 1 : gammaQ(df / 2, x / 2)
}

export interface ContingencyResult {
  readonly statistic: number
  /** 0 when a single row or column has counts: then the statistic is 0 and p is 1. */
  readonly df: number
  readonly p: number
}

export interface ChiSquaredOptions {
  /** Yates' continuity correction, for a 2 × 2 table only. @default false */
  readonly yates?: boolean
}

/** Pearson's test of independence on a table of counts, row by row. Empty rows and columns say nothing and are left out. */
export function chiSquaredTest(table: CountTable, options: ChiSquaredOptions = {}): ContingencyResult {
  const { observed, expected, df } = expectedCounts(table)
  if (df === 0) return { statistic: 0, df, p: 1 }
  const correct = options.yates === true && df === 1
  let statistic = 0
  for (let i = 0; i < observed.length; i++) {
    const difference = Math.abs(observed[i]! - expected[i]!)
    const kept = correct ? difference - Math.min(0.5, difference) : difference
    statistic += (kept * kept) / expected[i]!
  }
  return { statistic, df, p: chiSquaredSf(statistic, df) }
}
