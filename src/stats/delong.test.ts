import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { delongAuc, delongTest } from './delong.ts'

const y = [1, 1, 1, 1, 0, 0, 0, 0, 0, 1]
const a = Float64Array.of(0.9, 0.8, 0.7, 0.35, 0.6, 0.4, 0.3, 0.2, 0.1, 0.55)
const b = Float64Array.of(0.8, 0.85, 0.5, 0.45, 0.7, 0.55, 0.2, 0.35, 0.15, 0.4)

describe('DeLong', () => {
  it('reproduces the published paired vector', () => {
    const result = delongTest(y, a, b)!
    expect(result.aucA).toBeCloseTo(0.88, 14)
    expect(result.aucB).toBeCloseTo(0.76, 14)
    expect(result.varianceA).toBeCloseTo(0.0128, 14)
    expect(result.varianceB).toBeCloseTo(0.0312, 14)
    expect(result.covariance).toBeCloseTo(0.0156, 14)
    expect(result.z).toBeCloseTo(1.0606601717798, 12)
    expect(result.pValue).toBeCloseTo(0.288844366346, 12)
  })

  it('is antisymmetric, and finds no difference between equal rankings', () => {
    expect(delongTest(y, b, a)!.z).toBeCloseTo(-delongTest(y, a, b)!.z, 14)
    const same = delongTest(
      y,
      a,
      a.map((score) => score * 2 + 1),
    )!
    expect([same.z, same.pValue]).toEqual([0, 1])
  })

  it('counts ties as half', () => {
    expect(delongAuc([0, 1, 0, 1], Float64Array.of(0.5, 0.5, 0.5, 0.5))!.auc).toBe(0.5)
    expect(delongAuc([0, 1, 1], Float64Array.of(0.5, 0.5, 0.9))!.auc).toBe(0.75)
  })

  it('keeps the interval inside (0, 1), with a width even for perfect separation', () => {
    const perfect = delongAuc([0, 0, 0, 1, 1], Float64Array.of(0.1, 0.2, 0.3, 0.8, 0.9))!
    expect(perfect.auc).toBe(1)
    expect(perfect.high).toBe(1)
    expect(perfect.low).toBeGreaterThan(0.2)
    expect(perfect.low).toBeLessThan(0.6)
    const near = delongAuc(y, a)!
    expect(near.low).toBeLessThan(near.auc)
    expect(near.high).toBeGreaterThan(near.auc)
    expect(near.high).toBeLessThan(1)
  })

  it('is undefined for a single class', () => {
    expect(delongAuc([1, 1], Float64Array.of(0.1, 0.9))).toBeUndefined()
    expect(delongTest([0, 0], a.subarray(0, 2), b.subarray(0, 2))).toBeUndefined()
  })

  it('covers the true AUC in about 95 of 100 samples', () => {
    const rng = createRng(7)
    // Two normals a distance of 1 apart: AUC = Φ(1/√2).
    const truth = 0.7602499389065233
    let covered = 0
    for (let sample = 0; sample < 400; sample++) {
      const positive = Array.from({ length: 80 }, (_, i) => (i < 30 ? 1 : 0))
      const score = Float64Array.from(positive, (label) => rng.normal() + label)
      const { low, high } = delongAuc(positive, score)!
      if (low <= truth && truth <= high) covered++
    }
    expect(covered / 400).toBeGreaterThan(0.92)
    expect(covered / 400).toBeLessThan(0.98)
  })
})
