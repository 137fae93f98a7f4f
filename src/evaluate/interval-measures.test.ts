import { expect, it } from 'vitest'
import { delongAuc, wilsonInterval } from '../stats/index.ts'
import { metricIntervals } from './interval-measures.ts'

it('gives the intervals of a binary model by DeLong and Wilson, around what was observed', () => {
  const n = 200
  const values = Int32Array.from({ length: n }, (_, i) => i % 2)
  const positive = Float64Array.from(values, (value, i) => (value * 0.4 + ((i * 37) % 100) / 125) % 1)
  const probability = Float64Array.from({ length: 2 * n }, (_, i) =>
    i % 2 ? positive[i >> 1]! : 1 - positive[i >> 1]!,
  )
  const intervals = metricIntervals({ classes: [0, 1], values }, { probability })
  const auc = delongAuc(Uint8Array.from(values), positive)!
  expect(intervals['roc_auc']).toEqual({ low: auc.low, high: auc.high })
  const right = values.filter((value, i) => (positive[i]! > 0.5 ? 1 : 0) === value).length
  expect(intervals['accuracy']).toEqual(wilsonInterval(right, n))
  expect(Object.keys(intervals)).toEqual(['roc_auc', 'accuracy', 'precision', 'recall'])
})

it('gives the interval of the mean absolute error of numbers, and nothing where one class is all there is', () => {
  const intervals = metricIntervals({ values: Float64Array.of(1, 2, 3, 4) }, { values: Float64Array.of(2, 2, 5, 4) })
  expect(intervals['mae']!.low).toBe(0)
  expect(intervals['mae']!.high).toBeCloseTo(0.75 + 1.959963984540054 * Math.sqrt(0.9166666666666666 / 4), 12)
  const single = metricIntervals(
    { classes: [0, 1], values: Int32Array.of(1, 1) },
    { probability: Float64Array.of(0, 1, 0, 1) },
  )
  expect(single['roc_auc']).toBeUndefined()
})
