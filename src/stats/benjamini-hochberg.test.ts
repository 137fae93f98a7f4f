import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.ts'

test('adjusts the published example', () => {
  const adjusted = benjaminiHochberg([0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205])
  const expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0845714285714, 0.205]
  for (const [i, p] of expected.entries()) expect(adjusted[i]).toBeCloseTo(p, 12)
  expect(benjaminiHochberg([])).toEqual([])
})

test('never makes a p smaller, keeps the order of evidence, follows a permutation', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (p) => {
      const adjusted = benjaminiHochberg(p)
      for (const [i, value] of adjusted.entries()) {
        expect(value).toBeGreaterThanOrEqual(p[i]! * (1 - 1e-15))
        expect(value).toBeLessThanOrEqual(1)
        for (const [j, other] of adjusted.entries()) if (p[i]! < p[j]!) expect(value).toBeLessThanOrEqual(other)
      }
      expect(benjaminiHochberg(p.toReversed())).toEqual(adjusted.toReversed())
    }),
  )
})
