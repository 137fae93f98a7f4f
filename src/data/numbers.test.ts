import { expect, it } from 'vitest'
import { countPresent, presentNumbers, valuesOfRows } from './numbers.ts'

const values = Float64Array.of(3, Number.NaN, -1, Infinity)

it('gathers the values of rows in the order of the rows', () => {
  expect(valuesOfRows(values, [2, 0, 2])).toEqual(Float64Array.of(-1, 3, -1))
})

it('leaves out what is missing, and keeps the original', () => {
  const present = presentNumbers(values)
  expect(present).toEqual(Float64Array.of(3, -1, Infinity))
  present.sort()
  expect(values[0]).toBe(3)
  expect(countPresent(values)).toBe(3)
})
