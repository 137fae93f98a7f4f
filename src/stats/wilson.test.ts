import { expect, it } from 'vitest'
import { wilsonInterval } from './wilson.ts'

// statsmodels.stats.proportion.proportion_confint(method='wilson')
it('reproduces known intervals', () => {
  const { low, high } = wilsonInterval(8, 10)
  expect(low).toBeCloseTo(0.490162, 6)
  expect(high).toBeCloseTo(0.943318, 6)
})

it('keeps a width at 0 and at 1, and never leaves [0, 1]', () => {
  expect(wilsonInterval(0, 20)).toEqual({ low: 0, high: expect.closeTo(0.161125, 6) })
  expect(wilsonInterval(20, 20)).toEqual({ low: expect.closeTo(0.838875, 6), high: 1 })
})

it('knows nothing without trials', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
})
