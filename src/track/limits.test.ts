import { expect, test } from 'vitest'
import { checkBatch, checkExperimentTags } from './limits.ts'

const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']))
const metrics = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: 'm', value: i, step: i, timestamp: 0 }))
const refused = (text: RegExp) =>
  expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(text) })

test('takes batches up to each limit', () => {
  checkBatch({ metrics: metrics(1000) })
  checkBatch({ metrics: metrics(800), params: pairs(100), tags: pairs(100) })
})

test('refuses batches beyond a limit, and says which', () => {
  expect(() => checkBatch({ metrics: metrics(1001) })).toThrow(refused(/1001 metrics/))
  expect(() => checkBatch({ params: pairs(101) })).toThrow(refused(/101 params/))
  expect(() => checkBatch({ tags: pairs(101) })).toThrow(refused(/101 tags/))
  expect(() => checkBatch({ metrics: metrics(801), params: pairs(100), tags: pairs(100) })).toThrow(refused(/1001/))
})

test.each([
  [{ timestamp: -1 }, /metrics\[0\]\.timestamp/],
  [{ timestamp: 1.5 }, /metrics\[0\]\.timestamp/],
  [{ step: 0.5 }, /metrics\[0\]\.step/],
  [{ step: 2 ** 53 }, /metrics\[0\]\.step/],
  [{ value: '1' as never }, /metrics\[0\]\.value/],
  [{ key: '../m' }, /metric name/],
])('refuses the metric %j', (change, text) => {
  expect(() => checkBatch({ metrics: [{ ...metrics(1)[0]!, ...change }] })).toThrow(refused(text))
})

test('cuts what is too long', () => {
  const checked = checkBatch({ params: { p: 'x'.repeat(7000) }, tags: { t: 'x'.repeat(9000) } })
  expect([checked.params.p?.length, checked.tags.t?.length]).toEqual([6000, 8000])
  expect(checkExperimentTags({ t: 'x'.repeat(9000) }).t).toHaveLength(5000)
})

test('a key such as __proto__ is a key like any other', () => {
  const tags = JSON.parse('{"__proto__": "x"}') as Record<string, string>
  expect(Object.keys(checkBatch({ tags }).tags)).toEqual(['__proto__'])
})
