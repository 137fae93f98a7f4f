import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import { additiveGrid, forestGrid } from './leaf-grid.ts'

/** Sums in float32, in a random order. */
function floatSum(terms: readonly number[], seed: number): number {
  const shuffled = [...terms]
  createRng(seed).shuffle(shuffled)
  return shuffled.reduce((total, term) => Math.fround(total + term), 0)
}

describe('forestGrid', () => {
  it('keeps every float32 sum over trees exact in any order, and at most 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 300 }), (shares) => {
        const leaves = forestGrid(
          shares.map((share) => Float64Array.of(share)),
          1,
        ).map((tree) => tree[0]!)
        const exact = leaves.reduce((a, b) => a + b, 0)
        expect(exact).toBeLessThanOrEqual(1)
        expect(exact).toBeCloseTo(shares.reduce((a, b) => a + b, 0) / shares.length, 5)
        for (let seed = 1; seed < 5; seed++) expect(floatSum(leaves, seed)).toBe(exact)
      }),
    )
  })

  it('makes unanimous trees sum to exactly 1 whatever their number', () => {
    for (const trees of [1, 3, 7, 100, 333]) {
      const ones = Array.from({ length: trees }, () => Float64Array.of(1))
      const leaves = forestGrid(ones, 1).map((tree) => tree[0]!)
      expect(floatSum(leaves, 1)).toBe(1)
    }
  })

  it('leaves nodes without shares at 0', () => {
    expect(forestGrid([Float64Array.of(0, 0, 0, 0.2, 0.3, 0.5)], 3)[0]!.subarray(0, 3)).toEqual(new Float32Array(3))
  })

  it('makes the classes sum to exactly 1', () => {
    const leaves = forestGrid(
      Array.from({ length: 7 }, () => Float64Array.of(1 / 3, 1 / 3, 1 / 3)),
      3,
    )
    expect(leaves.flatMap((tree) => [...tree]).reduce((a, b) => a + b, 0)).toBe(1)
  })
})

describe('additiveGrid', () => {
  it('keeps every float32 sum over trees and base exact in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        (values, base) => {
          const grid = additiveGrid(
            values.map((value) => Float64Array.of(value)),
            () => 0,
            [base],
          )
          const terms = [...grid.base, ...grid.values.map((tree) => tree[0]!)]
          const exact = terms.reduce((a, b) => a + b, 0)
          for (let seed = 1; seed < 5; seed++) expect(floatSum(terms, seed)).toBe(exact)
          const bound = Math.abs(base) + values.reduce((a, b) => a + Math.abs(b), 0)
          const wanted = base + values.reduce((a, b) => a + b, 0)
          expect(Math.abs(exact - wanted)).toBeLessThanOrEqual((terms.length / 2) * bound * 2 ** -22 + 1e-30)
        },
      ),
    )
  })

  it('doubles the step where rounding up would pass 24 bits', () => {
    const values = Array.from({ length: 3 }, () => Float64Array.of(1 / 3 + 2 ** -26))
    const grid = additiveGrid(values, () => 0, [0])
    const units = grid.values.reduce((total, tree) => total + tree[0]!, 0)
    expect(Math.fround(units)).toBe(units)
  })
})
