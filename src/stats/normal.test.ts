import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile, normalTwoSided } from './normal.ts'

describe('normal distribution', () => {
  // 40-digit continued fractions of Mills' ratio.
  it.each([
    [-37.25, 5.297888779927269e-304],
    [-8, 6.220960574271784e-16],
    [-1, 0.15865525393145707],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1.959963984540054, 0.975],
    [9, 1],
  ])('has P(Z ≤ %f) = %f', (z, expected) => {
    expect(normalCdf(z) / expected).toBeCloseTo(1, 14)
  })

  it('keeps its relative accuracy in the lower tail, where 1 − P(Z ≤ −z) would lose it', () => {
    expect(normalCdf(-6.361340902404056) / 1e-10).toBeCloseTo(1, 13)
    expect(normalCdf(-21.27345356096532) / 1e-100).toBeCloseTo(1, 12)
  })

  it('turns probabilities back into quantiles', () => {
    for (const p of [1e-300, 1e-20, 1e-5, 0.05, 0.074, 0.076, 0.3, 0.5, 0.7, 0.95]) {
      expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 11)
    }
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 15)
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-0.1)]).toEqual([-Infinity, Infinity, Number.NaN])
  })

  it('gives two-sided p-values, 1 at z = 0', () => {
    expect(normalTwoSided(0)).toBe(1)
    expect(normalTwoSided(1.0606601717798)).toBeCloseTo(0.288844366346, 12)
    expect(normalTwoSided(-3)).toBe(normalTwoSided(3))
  })
})
