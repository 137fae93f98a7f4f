import { describe, expect, it } from 'vitest'
import { codes, part, scores, table, truth } from '../../test/fixtures/sliced-predictions.ts'
import { createRng, isAppError } from '../core/index.ts'
import { evaluateClassification } from './classification.ts'
import { calibrationCurve, rocCurve, spreadIndices } from './curves.ts'
import { foldMetrics, summariseFolds } from './fold-summary.ts'
import { higherIsBetter, metricOf, runMetrics } from './metric-names.ts'
import { evaluateRegression } from './regression.ts'
import { rowMetrics } from './row-metrics.ts'
import { evaluateSlices } from './slices.ts'

const classes = ['no', 'yes']

function binary(values: readonly number[], positive: readonly number[]) {
  return {
    truth: { classes, values: Int32Array.from(values) },
    scores: { probability: Float64Array.from(positive.flatMap((p) => [1 - p, p])) },
  }
}

describe('classification', () => {
  it('has the textbook values', () => {
    const { truth, scores } = binary([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    const { metrics, confusion } = evaluateClassification(truth, scores)
    expect(metrics['roc_auc']).toBe(0.75)
    expect(metrics['average_precision']).toBeCloseTo(0.8333333333333333, 15)
    expect([metrics['accuracy'], metrics['precision'], metrics['recall']]).toEqual([0.75, 1, 0.5])
    expect(Array.from(confusion.counts)).toEqual([2, 0, 1, 1])
  })

  it('leaves out what one class alone leaves undefined', () => {
    const { truth, scores } = binary([0, 0], [0.2, 0.6])
    const { metrics } = evaluateClassification(truth, scores)
    expect(metrics).not.toHaveProperty('roc_auc')
    expect(metrics).not.toHaveProperty('average_precision')
    expect(metrics['precision']).toBe(0)
    expect(metrics['log_loss']).toBeGreaterThan(0)
  })

  it('takes the labels it is given, else the most probable class', () => {
    const { truth, scores } = binary([0, 1], [0.4, 0.45])
    const labelled = { ...scores, label: Int32Array.of(1, 1) }
    expect(evaluateClassification(truth, labelled).metrics['accuracy']).toBe(0.5)
    expect(evaluateClassification(truth, labelled).metrics['recall']).toBe(1)
    expect(evaluateClassification(truth, scores).metrics['recall']).toBe(0)
  })

  it('refuses probabilities of other rows and ones that are no numbers', () => {
    const { truth } = binary([0, 1], [0.4, 0.45])
    for (const probability of [Float64Array.of(1, 0), Float64Array.of(1, 0, Number.NaN, 1)]) {
      let thrown: unknown
      try {
        evaluateClassification(truth, { probability })
      } catch (error) {
        thrown = error
      }
      expect(isAppError(thrown, 'MODEL_INVALID')).toBe(true)
    }
  })

  it('counts a row of weight 2 as two rows', () => {
    const once = binary([0, 1, 1, 0, 0], [0.3, 0.6, 0.2, 0.7, 0.2])
    const twice = binary([0, 1, 1, 0, 0, 1], [0.3, 0.6, 0.2, 0.7, 0.2, 0.2])
    const weights = Float64Array.of(1, 1, 2, 1, 1)
    const expected = evaluateClassification(twice.truth, twice.scores).metrics
    for (const [name, metric] of rowMetrics(once.truth, once.scores)) {
      expect(metric(weights), name).toBeCloseTo(expected[name]!, 14)
    }
  })

  it('evaluates many rows', () => {
    const rng = createRng(1)
    const rows = 200_000
    const values = Int32Array.from({ length: rows }, () => rng.int(2))
    const probability = new Float64Array(rows * 2)
    for (let i = 0; i < rows; i++) {
      probability[i * 2 + 1] = (rng.next() + values[i]! * 0.5) / 1.5
      probability[i * 2] = 1 - probability[i * 2 + 1]!
    }
    const { metrics } = evaluateClassification({ classes, values }, { probability })
    // P(a + 0.5 > b) of two uniforms.
    expect(metrics['roc_auc']).toBeCloseTo(0.875, 2)
  })
})

it('gives a constant truth an R² of 0, or 1 where it is met, whatever its digits', () => {
  const truth = { values: new Float64Array(7).fill(0.1) }
  expect(evaluateRegression(truth, { values: truth.values.map((_, i) => i) }).metrics['r2']).toBe(0)
  expect(evaluateRegression(truth, truth).metrics['r2']).toBe(1)
})

it('measures regressions', () => {
  const { metrics } = evaluateRegression(
    { values: Float64Array.of(3, -0.5, 2, 7) },
    { values: Float64Array.of(2.5, 0, 2, 8) },
  )
  expect(metrics).toMatchObject({ mae: 0.5, mse: 0.375, r2: expect.closeTo(0.9486081370449679, 14) })
  expect(evaluateRegression({ values: Float64Array.of(1) }, { values: Float64Array.of(2) }).metrics).not.toHaveProperty(
    'r2',
  )
})

describe('curves', () => {
  it('begin at (0, 0) with a threshold no score reaches, and end at (1, 1)', () => {
    const roc = rocCurve([0, 0, 1, 1], Float64Array.of(0.1, 0.4, 0.35, 0.8))
    expect(Array.from(roc.falsePositiveRate)).toEqual([0, 0, 0.5, 0.5, 1])
    expect(Array.from(roc.truePositiveRate)).toEqual([0, 0.5, 0.5, 1, 1])
    expect(Array.from(roc.thresholds)).toEqual([Infinity, 0.8, 0.4, 0.35, 0.1])
  })

  it('leave out empty bins of calibration', () => {
    const curve = calibrationCurve([0, 1, 1], Float64Array.of(0.05, 0.95, 1), { bins: 10 })
    expect(Array.from(curve.counts)).toEqual([1, 2])
    expect(Array.from(curve.fractionPositive)).toEqual([0, 1])
  })

  it('are thinned to the points worth storing, ends included', () => {
    const indices = spreadIndices(10_000)
    expect([indices.length, indices[0], indices.at(-1)]).toEqual([200, 0, 9999])
    expect(spreadIndices(3)).toEqual([0, 1, 2])
  })
})

describe('names', () => {
  it('are those of runs, and back', () => {
    expect(runMetrics({ roc_auc: 0.9, f1: 0.5 })).toEqual({ val_auc: 0.9, val_f1: 0.5 })
    expect(metricOf('val_auc')).toBe('roc_auc')
    expect(metricOf('cv_roc_auc_mean')).toBe('roc_auc')
    expect(metricOf('toString')).toBeUndefined()
    expect([higherIsBetter('val_log_loss'), higherIsBetter('rmse'), higherIsBetter('val_f1')]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('summarise folds with the population deviation', () => {
    const summary = foldMetrics(summariseFolds([{ roc_auc: 0.8 }, { roc_auc: 0.9, f1: 0.5 }]))
    expect(summary['cv_roc_auc_mean']).toBeCloseTo(0.85, 15)
    expect(summary['cv_roc_auc_std']).toBeCloseTo(0.05, 15)
    expect(summary['cv_f1_mean']).toBe(0.5)
  })
})

describe('slices', () => {
  const rng = createRng(5)

  it('find where the model fails, with rows and interval, worst first', async () => {
    const slices = await evaluateSlices(table, part, truth, scores)
    const auc = slices.filter(({ metric, column }) => metric === 'roc_auc' && column === 'contract')
    expect(auc[0]).toMatchObject({ value: 'c', rows: 490, flagged: true })
    expect(auc[0]!.high).toBeLessThan(auc[0]!.overall)
    expect(auc[0]!.observed).toBeCloseTo(0.5, 1)
    expect(auc.map(({ value }) => value).sort()).toEqual(['(missing)', 'a', 'b', 'c'])
    expect(slices.find(({ metric, value }) => metric === 'accuracy' && value === '(missing)')).toMatchObject({
      rows: 30,
    })
    const quartiles = slices.filter(({ metric, column }) => metric === 'accuracy' && column === 'age')
    expect(quartiles).toHaveLength(4)
    expect(slices.some(({ column }) => column === 'constant')).toBe(false)
    expect(quartiles.reduce((sum, { rows: count }) => sum + count, 0)).toBe(1500)
  })

  it('leave out slices that are too small, and columns that are not named', async () => {
    const slices = await evaluateSlices(table, part, truth, scores, { minSupport: 100, columns: ['contract'] })
    expect(slices.some(({ value }) => value === '(missing)')).toBe(false)
    expect(new Set(slices.map(({ column }) => column))).toEqual(new Set(['contract']))
  })

  it('know the column that was meant', async () => {
    await expect(evaluateSlices(table, part, truth, scores, { columns: ['contrac'] })).rejects.toThrow(
      "did you mean 'contract'?",
    )
  })

  it('measure regressions by mean absolute error, larger first', async () => {
    const real = { values: Float64Array.from(part, () => rng.normal()) }
    const guess = { values: real.values.map((value, i) => value + (codes[part[i]!] === 1 ? 5 : 0.1)) }
    const slices = await evaluateSlices(table, part, real, guess, { columns: ['contract'] })
    expect(slices[0]).toMatchObject({ metric: 'mae', value: 'b', flagged: true, observed: expect.closeTo(5, 10) })
  })
})
