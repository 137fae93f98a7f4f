import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import { leastSquares } from './least-squares.ts'

async function solve(columns: number[][], y: number[]): Promise<number[]> {
  return Array.from(
    await leastSquares(
      columns.map((column) => Float64Array.from(column)),
      Float64Array.from(y),
    ),
  )
}

describe('leastSquares', () => {
  it('recovers coefficients to rounding error', async () => {
    const rng = createRng(1)
    const columns = Array.from({ length: 6 }, () => Array.from({ length: 200 }, () => rng.normal()))
    const w = [1, -2, 0.5, 1e6, 1e-6, 0]
    const y = Array.from({ length: 200 }, (_, i) => w.reduce((sum, value, j) => sum + value * columns[j]![i]!, 0))
    for (const [j, value] of (await solve(columns, y)).entries()) expect(Math.abs(value - w[j]!)).toBeLessThan(1e-8)
  })

  it('shares a coefficient evenly among equal columns: the smallest norm', async () => {
    const column = [1, 2, 3, 4]
    const w = await solve([column, column, [0, 0, 0, 0]], [2, 4, 6, 8])
    expect(w[0]).toBeCloseTo(1, 12)
    expect(w[1]).toBeCloseTo(1, 12)
    expect(w[2]).toBe(0)
  })

  it('solves one-hot columns, which always sum to a constant', async () => {
    const rng = createRng(2)
    const k = 120
    const category = Array.from({ length: 600 }, (_, i) => (i < k ? i : rng.int(k)))
    const share = Array.from({ length: k }, (_, c) => category.filter((value) => value === c).length / 600)
    const columns = share.map((mean, c) => category.map((value) => (value === c ? 1 : 0) - mean))
    const y = category.map((value) => value - category.reduce((sum, one) => sum + one, 0) / 600)
    const w = await solve(columns, y)
    for (let c = 1; c < k; c++) expect(w[c]! - w[0]!).toBeCloseTo(c, 8)
    expect(w.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 8)
  })

  it('gives the smallest solution where there are more columns than rows', async () => {
    const w = await solve([[1], [2], [2]], [9])
    for (const [j, value] of [1, 2, 2].entries()) expect(w[j]).toBeCloseTo(value, 12)
  })
})
