import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { jackknife, studentQuantile } from './jackknife.ts'

const rng = createRng(1)
const values = Float64Array.from({ length: 5000 }, () => rng.normal() * 2 + 5)

function weightedMean(of: Float64Array, weights: Float64Array): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < of.length; i++) {
    sum += weights[i]! * of[i]!
    total += weights[i]!
  }
  return sum / total
}

describe('jackknife', () => {
  it('gives exactly the standard error of a mean when each row is left out alone', () => {
    const few = values.slice(0, 60)
    const mean = few.reduce((a, b) => a + b, 0) / 60
    const expected = Math.sqrt(few.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 59 / 60)
    const { standardError, freedom } = jackknife(60, (weights) => weightedMean(few, weights))!
    expect(standardError).toBeCloseTo(expected, 12)
    expect(freedom).toBe(59)
  })

  it('is near it with groups, also of rows in order', () => {
    const sorted = values.toSorted()
    const { standardError, freedom } = jackknife(5000, (weights) => weightedMean(sorted, weights))!
    expect(freedom).toBe(199)
    expect(standardError / (2 / Math.sqrt(5000))).toBeGreaterThan(0.85)
    expect(standardError / (2 / Math.sqrt(5000))).toBeLessThan(1.15)
  })

  it('says nothing where the statistic is undefined without some rows, or there is but one', () => {
    expect(jackknife(10, (weights) => (weights[3] === 0 ? Number.NaN : 1))).toBeUndefined()
    expect(jackknife(1, () => 1)).toBeUndefined()
  })
})

it.each([
  [0.975, 9, 2.262157],
  [0.975, 19, 2.093024],
  [0.995, 19, 2.860935],
  [0.95, 199, 1.652547],
])("Student's quantile of %f with %i degrees of freedom is %f", (p, freedom, expected) => {
  expect(studentQuantile(p, freedom)).toBeCloseTo(expected, 2)
})
