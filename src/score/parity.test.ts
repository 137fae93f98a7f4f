import { expect, it } from 'vitest'
import { parity } from './parity.ts'
import type { Scores } from './scorer.ts'

const classes = (probability: number[], label: number[]): Scores => ({
  kind: 'classes',
  rows: label.length,
  probability: Float64Array.from(probability),
  label: Int32Array.from(label),
})

const values = (...numbers: number[]): Scores => ({ kind: 'values', rows: 2, values: Float64Array.from(numbers) })

it('finds the largest difference and counts flipped labels', () => {
  const result = parity(classes([0.4, 0.6, 0.5, 0.5], [1, 0]), classes([0.4, 0.6, 0.25, 0.75], [1, 1]))
  expect(result).toEqual({ rows: 2, maxDifference: 0.25, labelFlips: 1 })
})

it('counts NaN on one side only as infinitely far', () => {
  expect(parity(values(1, NaN), values(1, NaN)).maxDifference).toBe(0)
  expect(parity(values(1, NaN), values(1, 2)).maxDifference).toBe(Infinity)
})

it('refuses scores of different rows or kinds', () => {
  const one: Scores = { kind: 'values', rows: 1, values: Float64Array.of(1) }
  expect(() => parity(one, classes([0, 1], [1]))).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
})
