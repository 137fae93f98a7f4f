import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { latestMetrics } from './latest-metric.ts'

const metric = (value: number, step: number, timestamp: number, key = 'm') => ({ key, value, step, timestamp })
const byKey = (rows: ReturnType<typeof latestMetrics>) => Object.fromEntries(rows.map((r) => [r.key, r]))

test('compares step, then time, then value', () => {
  expect(latestMetrics([metric(1, 1, 9), metric(0, 2, 1), metric(9, 1, 9)])).toEqual([metric(0, 2, 1)])
  expect(latestMetrics([metric(1, 2, 2), metric(0, 2, 3)])).toEqual([metric(0, 2, 3)])
  expect(latestMetrics([metric(3, 2, 3), metric(2, 2, 3)])).toEqual([metric(3, 2, 3)])
})

test('NaN counts as 0', () => {
  expect(latestMetrics([metric(-1, 0, 0), metric(Number.NaN, 0, 0)])[0]?.value).toBeNaN()
  expect(latestMetrics([metric(1, 0, 0), metric(Number.NaN, 0, 0)])[0]?.value).toBe(1)
})

test('the order of arrival does not matter', () => {
  const small = fc.integer({ min: 0, max: 2 })
  const row = fc.record({ key: fc.constantFrom('a', 'b'), value: small, step: small, timestamp: small })
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      expect(byKey(latestMetrics(rows.toReversed()))).toEqual(byKey(latestMetrics(rows)))
    }),
  )
})
