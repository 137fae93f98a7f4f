import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binEdges, floatBetween, previousFloat } from './bin-edges.ts'
import { binMatrix } from './binned-matrix.ts'

const float = fc.float({ noNaN: true })

async function binsOf(column: Float32Array): Promise<{ bins: Uint8Array; edges: Float32Array }> {
  const binned = await binMatrix({ rows: column.length, names: ['f'], columns: [column] })
  return { bins: binned.columns[0]!, edges: binned.edges[0]! }
}

describe('floatBetween', () => {
  it('gives a float32 t with below <= t < above, for any two floats, infinities included', () => {
    fc.assert(
      fc.property(float, float, (a, b) => {
        fc.pre(a !== b)
        const below = Math.min(a, b)
        const above = Math.max(a, b)
        const t = floatBetween(below, above)
        expect(Math.fround(t)).toBe(t)
        expect(below <= t && t < above).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it('separates neighbouring floats and rounds midpoints down', () => {
    for (const above of [1, -1, 16777216, 1e-45, 3e38]) {
      const value = Math.fround(above)
      const below = previousFloat(value)
      expect(below).toBeLessThan(value)
      expect(floatBetween(below, value)).toBe(below)
    }
    expect(floatBetween(1, 2)).toBe(1.5)
    expect(floatBetween(16777215, 16777216)).toBe(16777215)
  })
})

describe('bins', () => {
  it('put a value in a bin up to b exactly when it is <= edge b', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(float, { minLength: 1, maxLength: 400 }), async (values) => {
        const column = Float32Array.from(values)
        const { bins, edges } = await binsOf(column)
        for (const [i, value] of column.entries()) {
          for (const [b, edge] of edges.entries()) expect(bins[i]! <= b).toBe(value <= edge)
        }
      }),
    )
  })

  it('give every value its own where at most 255 are distinct', () => {
    const column = Float32Array.from({ length: 1000 }, (_, i) => (i * 7) % 255)
    expect(binEdges(column)).toHaveLength(254)
    expect(binEdges(Float32Array.of(0, 1, 1, 0))).toEqual(Float32Array.of(0.5))
    expect(binEdges(new Float32Array(10).fill(3))).toHaveLength(0)
    expect(binEdges(new Float32Array(0))).toHaveLength(0)
  })

  it('hold about equally many rows where more are distinct, although one value is half of the column', async () => {
    const column = Float32Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 0 : i))
    const { bins, edges } = await binsOf(column)
    expect(edges.length).toBe(254)
    const counts = new Int32Array(255)
    for (const bin of bins) counts[bin]!++
    expect(counts[0]).toBeGreaterThanOrEqual(10_000)
    expect(Math.max(...counts.subarray(1))).toBeLessThan(60)
  })

  it('cut a column longer than the sample evenly', async () => {
    const column = Float32Array.from({ length: 600_000 }, (_, i) => i)
    const { bins } = await binsOf(column)
    const counts = new Int32Array(255)
    for (const bin of bins) counts[bin]!++
    expect(Math.max(...counts)).toBeLessThan(1.1 * (600_000 / 255))
  })
})
