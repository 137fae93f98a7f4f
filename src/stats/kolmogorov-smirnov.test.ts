import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../core/index.ts'
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts'

const A = [38.7, 41.5, 43.8, 44.5, 45.5, 46, 47.7, 58]
const B = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]
const sample = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 })
const linspace = (from: number, to: number, n: number): number[] =>
  Array.from({ length: n }, (_, i) => from + (i * (to - from)) / (n - 1))
const repeated = (...pairs: [value: number, count: number][]): number[] =>
  pairs.flatMap(([value, count]) => Array.from({ length: count }, () => value))

const TIED = repeated([2, 3], [3, 4], [5, 5], [6, 4])

test.each([
  ['two against four', [1.01, 2.01], [1, 2, 3, 4], 0.5, 14 / 15],
  ['two against three', [0.99, 1.99], [1, 2, 3], 2 / 3, 0.6],
  [
    '100 against 110',
    linspace(1, 100, 100),
    linspace(1, 100, 110).map((x) => x + 20.1),
    232 / 1100,
    0.015739183865607353,
  ],
  ['ties, equal sizes', TIED, TIED.map((x) => x + 1), 5 / 16, 0.4262934613454952],
  [
    'ties, unequal sizes',
    repeated([2, 3], [3, 4], [5, 10], [6, 4]),
    repeated([3, 10], [4, 2], [6, 10], [7, 4]),
    190 / 546,
    0.0919245790168125,
  ],
  ['A against B', A, B, 0.625, 0.08702408702408701],
])('exact: %s', (_, a, b, statistic, p) => {
  const result = kolmogorovSmirnov(a, b)
  expect(result.statistic).toBeCloseTo(statistic, 14)
  expect(result.p / p).toBeCloseTo(1, 12)
})

test('the asymptotic p with Stephens’ correction is near the finite-sample one', () => {
  const a = linspace(1, 100, 100)
  const b = linspace(1, 100, 110).map((x) => x + 20.1)
  expect(kolmogorovSmirnov(a, b, { method: 'asymptotic' }).p).toBeCloseTo(0.01654141954, 2)
  expect(kolmogorovSmirnov(A, B, { method: 'asymptotic' }).p).toBeCloseTo(0.04931640625, 2)
})

test('the path count for unequal sizes continues the closed form for equal ones', () => {
  const rng = createRng(3)
  const a = Array.from({ length: 1200 }, () => rng.normal())
  const b = Array.from({ length: 1200 }, () => rng.normal() + 0.15)
  const equal = kolmogorovSmirnov(a, b)
  const oneMore = kolmogorovSmirnov([...a, 0], b)
  expect(oneMore.p / equal.p).toBeGreaterThan(0.9)
  expect(oneMore.p / equal.p).toBeLessThan(1.1)
})

test('separate samples have p = 2 / C(n + m, n), however small', () => {
  expect(kolmogorovSmirnov([1, 2, 3], [4, 5, 6, 7, 8]).p).toBeCloseTo(2 / 56, 14)
  const far = kolmogorovSmirnov(linspace(0, 1, 200), linspace(2, 3, 201))
  expect(far.statistic).toBe(1)
  expect(far.p).toBeGreaterThan(0)
  expect(far.p).toBeLessThan(1e-100)
})

test('constant and empty samples are no evidence', () => {
  expect(kolmogorovSmirnov([5, 5, 5], [5, 5])).toEqual({ statistic: 0, p: 1 })
  expect(kolmogorovSmirnov([5, 5], [5, 5], { method: 'asymptotic' })).toEqual({ statistic: 0, p: 1 })
  expect(kolmogorovSmirnov([], [1, 2])).toEqual({ statistic: 0, p: 1 })
})

test('symmetric, blind to order, and unmoved by a strictly rising map', () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const { statistic, p } = kolmogorovSmirnov(a, b)
      expect(p).toBeGreaterThanOrEqual(0)
      expect(p).toBeLessThanOrEqual(1)
      expect(kolmogorovSmirnov(b, a)).toEqual({ statistic, p })
      expect(kolmogorovSmirnov(a.toReversed(), b)).toEqual({ statistic, p })
      expect(
        kolmogorovSmirnov(
          a.map((x) => x ** 3),
          b.map((x) => x ** 3),
        ),
      ).toEqual({ statistic, p })
      expect(
        kolmogorovSmirnov(
          a.map((x) => 7 - x),
          b.map((x) => 7 - x),
        ).p,
      ).toBeCloseTo(p, 12)
    }),
  )
})

test.each(['exact', 'asymptotic'] as const)('%s: under the null at most about 5%% fall below .05', (method) => {
  const rng = createRng(11)
  const draw = (n: number): number[] => Array.from({ length: n }, () => rng.normal())
  const alarms = Array.from({ length: 1000 }, () => kolmogorovSmirnov(draw(80), draw(130), { method }).p < 0.05)
  expect(alarms.filter(Boolean).length / 1000).toBeLessThan(0.065)
})
