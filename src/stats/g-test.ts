import { type ContingencyResult, chiSquaredSf } from './chi-squared.ts'
import { type CountTable, expectedCounts } from './contingency.ts'

/** Likelihood-ratio test of independence on a table of counts: G = 2 Σ O log(O/E), chi-squared under the null. */
export function gTest(table: CountTable): ContingencyResult {
  const { observed, expected, df } = expectedCounts(table)
  if (df === 0) return { statistic: 0, df, p: 1 }
  let sum = 0
  for (let i = 0; i < observed.length; i++) {
    const o = observed[i]!
    if (o > 0) sum += o * Math.log(o / expected[i]!)
  }
  const statistic = Math.max(0, 2 * sum)
  return { statistic, df, p: chiSquaredSf(statistic, df) }
}
