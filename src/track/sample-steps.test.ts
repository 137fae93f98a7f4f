import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleSteps } from './sample-steps.ts'

test('takes all where they are few, else the first, the last, and what lies evenly between', () => {
  expect(sampleSteps([1, 2, 5], 3)).toEqual([1, 2, 5])
  expect(sampleSteps([0, 1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([0, 4, 8])
  expect(sampleSteps([3, 4, 9], 1)).toEqual([9])
  expect(sampleSteps([], 5)).toEqual([])
})

test('never takes one twice', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { maxLength: 200 }), fc.integer({ min: 2, max: 50 }), (some, most) => {
      const steps = some.toSorted((a, b) => a - b)
      const sampled = sampleSteps(steps, most)
      expect(new Set(sampled).size).toBe(Math.min(most, steps.length))
      expect([sampled[0], sampled.at(-1)]).toEqual([steps[0], steps.at(-1)])
    }),
  )
})
