import { expect, test } from 'vitest'
import { gammaQ, logGamma } from './gamma.ts'

test('log-gamma agrees with factorials and with Γ(½) = √π', () => {
  let factorial = 1
  for (let n = 1; n <= 20; n++) {
    expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12)
    factorial *= n
  }
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
  expect(logGamma(0)).toBeNaN()
})

test('Q(1, x) is exp(−x), down to the far tail', () => {
  for (const x of [0, 0.1, 1, 2, 10, 100, 700]) expect(gammaQ(1, x) / Math.exp(-x)).toBeCloseTo(1, 12)
})

test('Q falls from 1 to 0 and leaves its domain as NaN', () => {
  expect(gammaQ(3, 0)).toBe(1)
  expect(gammaQ(3, Number.POSITIVE_INFINITY)).toBe(0)
  expect(gammaQ(1e6, 1e6)).toBeCloseTo(0.5, 3)
  expect(gammaQ(0, 1)).toBeNaN()
  expect(gammaQ(1, -1)).toBeNaN()
})
