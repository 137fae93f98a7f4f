import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hellinger } from './hellinger.ts'
import { jensenShannon } from './jensen-shannon.ts'
import { lInfinity } from './l-infinity.ts'
import { psi } from './psi.ts'
import { wasserstein } from './wasserstein.ts'

const A = [38.7, 41.5, 43.8, 44.5, 45.5, 46, 47.7, 58]
const B = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8]
const P = [0.25, 0.25, 0.25, 0.25]
const Q = [0.1, 0.2, 0.3, 0.4]
const weights = fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }).filter((row) => row.some((w) => w > 0))
const sample = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 })

test('reference values of the share distances', () => {
  expect(psi(P, Q)).toBeCloseTo(0.22821740957339184, 14)
  expect(psi([0.5, 0.5, 0], [0.4, 0.4, 0.2])).toBeCloseTo(1.5640491119253044, 13)
  expect(jensenShannon(P, Q, Math.E)).toBeCloseTo(0.16692996572597962, 14)
  expect(jensenShannon(P, Q)).toBeCloseTo(0.20050332253142814, 14)
  expect(jensenShannon([1, 0], [0.5, 0.5], Math.E)).toBeCloseTo(0.464501404022459, 14)
  expect(jensenShannon([1, 0, 0], [0, 1, 0])).toBe(1)
  expect(hellinger(P, Q)).toBeCloseTo(0.16789959640267496, 14)
  expect(lInfinity(P, Q)).toBeCloseTo(0.15, 15)
})

test('reference values of the Wasserstein distance', () => {
  expect(wasserstein([0, 1, 2], [1, 2, 3])).toBeCloseTo(1, 15)
  expect(wasserstein([0, 1], [0], { weights1: [3, 1], weights2: [1] })).toBe(0.25)
  const weighted = wasserstein([3.4, 3.9, 7.5, 7.8], [4.5, 1.4], {
    weights1: [1.4, 0.9, 3.1, 7.2],
    weights2: [3.2, 3.5],
  })
  expect(weighted).toBeCloseTo(4.078133143804785, 13)
  expect(wasserstein(A, B)).toBeCloseTo(4.1625, 13)
  expect(wasserstein([], [1])).toBeNaN()
})

test('share distances are symmetric, zero for equal shares, and blind to the scale and order of the weights', () => {
  fc.assert(
    fc.property(weights, weights, fc.integer({ min: 2, max: 9 }), (p, q, factor) => {
      for (const distance of [psi, jensenShannon, hellinger, lInfinity]) {
        const d = distance(p, q)
        expect(d).toBeGreaterThanOrEqual(0)
        expect(distance(q, p)).toBeCloseTo(d, 10)
        expect(
          distance(
            p.map((w) => w * factor),
            q,
          ),
        ).toBeCloseTo(d, 7)
        expect(distance(p.toReversed(), q.toReversed())).toBeCloseTo(d, 7)
        expect(distance(p, p)).toBe(0)
        if (distance !== psi) expect(d).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test('Wasserstein moves with the unit and not with the origin, and a weight is a repetition', () => {
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: -50, max: 50 }), (a, b, shift) => {
      const d = wasserstein(a, b)
      expect(wasserstein(b, a)).toBeCloseTo(d, 8)
      expect(wasserstein(a.toReversed(), b)).toBeCloseTo(d, 8)
      expect(
        wasserstein(
          a.map((x) => 3 * x + shift),
          b.map((x) => 3 * x + shift),
        ),
      ).toBeCloseTo(3 * d, 6)
      expect(
        wasserstein(
          a.map((x) => x + shift),
          a,
        ),
      ).toBeCloseTo(Math.abs(shift), 7)
      expect(wasserstein(a, b, { weights1: a.map(() => 2), weights2: b.map(() => 5) })).toBeCloseTo(d, 8)
      expect(wasserstein([...a, ...a], b)).toBeCloseTo(d, 8)
    }),
  )
})
