import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { bootstrap } from './bootstrap.ts'

const rng = createRng(1)
const values = Float64Array.from({ length: 200 }, () => rng.normal() * 2 + 5)

function weightedMean(weights: Float64Array): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i]! * values[i]!
    total += weights[i]!
  }
  return sum / total
}

function weightedVariance(weights: Float64Array): number {
  const mean = weightedMean(weights)
  return values.reduce((sum, value, i) => sum + weights[i]! * (value - mean) ** 2, 0) / 200
}

describe('bootstrap', () => {
  it('draws as many rows as there are, each time', () => {
    bootstrap(
      50,
      (weights) => {
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(50)
        return 0
      },
      { resamples: 20 },
    )
  })

  it.each(['percentile', 'bca'] as const)('agrees with the normal interval of a mean (%s)', (method) => {
    const { low, high, observed, standardError } = bootstrap(200, weightedMean, { method })
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - observed) ** 2, 0)) / 200
    expect(standardError / deviation).toBeCloseTo(1, 1)
    expect((high - low) / (2 * 1.96 * deviation)).toBeCloseTo(1, 1)
    expect(low).toBeLessThan(observed)
    expect(high).toBeGreaterThan(observed)
  })

  it('is the same for the same seed and another for another', () => {
    const first = bootstrap(200, weightedMean, { resamples: 200 })
    expect(bootstrap(200, weightedMean, { resamples: 200 })).toEqual(first)
    expect(bootstrap(200, weightedMean, { resamples: 200, seed: 1 }).low).not.toBe(first.low)
  })

  it('has no width for two equal models', () => {
    const result = bootstrap(200, (weights) => weightedMean(weights) - weightedMean(weights), { resamples: 100 })
    expect([result.low, result.high, result.standardError]).toEqual([0, 0, 0])
  })

  it('shifts a skewed statistic with bca', () => {
    const percentile = bootstrap(200, weightedVariance, { resamples: 1000 })
    const bca = bootstrap(200, weightedVariance, { resamples: 1000, method: 'bca' })
    expect(bca.low).toBeGreaterThan(percentile.low)
    expect(bca.high).toBeGreaterThan(percentile.high)
  })

  it('leaves out resamples on which the statistic is undefined', () => {
    const result = bootstrap(5, (weights) => (weights[0] === 0 ? Number.NaN : weights[0]!), { resamples: 300 })
    expect(result.distribution.length).toBeLessThan(300)
    expect(result.distribution[0]).toBeGreaterThan(0)
  })
})
