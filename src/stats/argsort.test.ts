import { expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { argsort } from './argsort.ts'

it('orders as a comparator would, ties by row, over every magnitude and sign', () => {
  const rng = createRng(3)
  const values = Float64Array.from({ length: 3000 }, () => {
    const value = (rng.next() - 0.5) * 10 ** (rng.int(600) - 300)
    return rng.int(3) === 0 ? Math.fround(value) : value
  })
  values.set([0, -0, 0, -0, Infinity, -Infinity, 5e-324, -5e-324, 1, 1, 1], 100)
  const expected = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]! || i - j)
  // Infinity − Infinity does not arise: each occurs once.
  expect(Array.from(argsort(values))).toEqual(expected)
})

it('handles no rows, one row and equal rows', () => {
  expect(Array.from(argsort(new Float64Array(0)))).toEqual([])
  expect(Array.from(argsort(Float64Array.of(3)))).toEqual([0])
  expect(Array.from(argsort(Float64Array.of(3, 3, 3)))).toEqual([0, 1, 2])
})
