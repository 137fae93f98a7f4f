import { expect, it } from 'vitest'
import { mcnemarTest } from './mcnemar.ts'

// Exact p-values: scipy.stats.binomtest; corrected ones: scipy.stats.chi2.sf.
it.each([
  [12, 5, 0.143463134765625, 2.1176470588235294, 0.1456100953968691],
  [1200, 1300, 0.04768186522104339, 3.9204, 0.04770352868301684],
  [1, 0, 1, 0, 1],
])('compares %i with %i discordant rows', (b, c, exact, statistic, corrected) => {
  const result = mcnemarTest(b, c)
  expect(result.exactPValue / exact).toBeCloseTo(1, 12)
  expect(result.correctedStatistic).toBeCloseTo(statistic, 12)
  expect(result.correctedPValue).toBeCloseTo(corrected, 12)
})

it('finds nothing where the models never disagree, and does not care which is which', () => {
  expect(mcnemarTest(0, 0).exactPValue).toBe(1)
  expect(mcnemarTest(3, 11)).toEqual(mcnemarTest(11, 3))
})

it('stays a probability for counts whose binomials overflow', () => {
  expect(mcnemarTest(50_000, 50_000).exactPValue).toBe(1)
  expect(mcnemarTest(0, 5000).exactPValue).toBe(0)
  expect(mcnemarTest(0, 1000).exactPValue / 1.866527237006437e-301).toBeCloseTo(1, 10)
})
