import { describe, expect, it } from 'vitest'
import { createRng, type Rng } from '../core/index.ts'
import { delongAuc, wilsonInterval } from '../stats/index.ts'
import { type MetricIntervals, metricIntervals } from './metric-intervals.ts'

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
  expect(Object.keys(intervals).sort()).toEqual([
    'accuracy',
    'average_precision',
    'brier',
    'f1',
    'log_loss',
    'precision',
    'recall',
    'roc_auc',
  ])
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

const TRIALS = 300
const ROWS = 200

/** How often the interval of each metric holds its true value. */
function coverage(
  truth: Readonly<Record<string, number>>,
  draw: (rng: Rng) => MetricIntervals,
): Record<string, number> {
  const held = Object.fromEntries(Object.keys(truth).map((name) => [name, 0]))
  for (let trial = 0; trial < TRIALS; trial++) {
    const intervals = draw(createRng(trial))
    for (const [name, value] of Object.entries(truth)) {
      const { low, high } = intervals[name]!
      if (low <= value && value <= high) held[name]! += 1 / TRIALS
    }
  }
  return held
}

/** Probabilities that are true, evenly spread: every metric follows. */
function trueProbabilities(rng: Rng, rows: number) {
  const p = Float64Array.from({ length: rows }, () => rng.next())
  const values = Int32Array.from(p, (share) => (rng.next() < share ? 1 : 0))
  const probability = Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? p[i >> 1]! : 1 - p[i >> 1]!))
  return [{ classes: [0, 1], values }, { probability }] as const
}

describe('an interval of 95 %', () => {
  it.each<[string, Record<string, number>, (rng: Rng) => MetricIntervals]>([
    [
      'of two classes',
      { accuracy: 0.75, f1: 0.75, roc_auc: 5 / 6, average_precision: 5 / 6, log_loss: 0.5, brier: 1 / 6 },
      (rng) => metricIntervals(...trueProbabilities(rng, ROWS)),
    ],
    [
      'of two classes with weights',
      { accuracy: 0.75, precision: 0.75, recall: 0.75, roc_auc: 5 / 6, log_loss: 0.5 },
      (rng) => {
        const rows = trueProbabilities(rng, ROWS)
        return metricIntervals(...rows, { weights: Float64Array.from({ length: ROWS }, () => 0.2 + rng.next()) })
      },
    ],
    [
      'of three classes',
      { accuracy: 0.6, recall_macro: 0.6 },
      (rng) => {
        const values = Int32Array.from({ length: ROWS }, () => rng.int(3))
        const label = values.map((value) => (rng.next() < 0.6 ? value : (value + 1 + rng.int(2)) % 3))
        const probability = new Float64Array(3 * ROWS).fill(1 / 3)
        return metricIntervals({ classes: ['a', 'b', 'c'], values }, { probability, label })
      },
    ],
    [
      'of numbers',
      { r2: 0.375, mse: 1.25, rmse: Math.sqrt(1.25), mae: Math.sqrt(2.5 / Math.PI) },
      (rng) => {
        const x = Float64Array.from({ length: ROWS }, () => rng.normal())
        return metricIntervals(
          { values: x.map((value) => value + rng.normal()) },
          { values: x.map((value) => value / 2) },
        )
      },
    ],
  ])('holds the true value about 95 times of 100: %s', (_, truth, draw) => {
    for (const [name, share] of Object.entries(coverage(truth, draw))) {
      expect(share, name).toBeGreaterThan(0.915)
      expect(share, name).toBeLessThan(0.985)
    }
  })

  it('of r² says how little one split tells', () => {
    const rng = createRng(4)
    const x = Float64Array.from({ length: 60 }, () => rng.normal())
    const values = x.map((value) => value + 1.5 * rng.normal())
    const { r2 } = metricIntervals({ values }, { values: x })
    expect(r2!.high - r2!.low).toBeGreaterThan(0.3)
    expect(r2!.high).toBeLessThan(1)
  })

  it('is absent where rows are too few, or show no spread', () => {
    const rng = createRng(1)
    expect(metricIntervals(...trueProbabilities(rng, 12))).not.toHaveProperty('f1')
    const values = Float64Array.from({ length: 50 }, () => rng.normal())
    expect(metricIntervals({ values }, { values })).not.toHaveProperty('r2')
  })
})
