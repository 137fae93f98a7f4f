// Metrics that have a confidence interval, on any part of the rows.
import { delongAuc, type Interval, normalQuantile, wilsonInterval } from '../stats/index.ts'
import { predictedClasses } from './row-metrics.ts'
import type { ClassPredictions, ClassTruth, NumericPredictions, NumericTruth, Predictions, Truth } from './truth.ts'

export interface IntervalLimits {
  /** Rows (for precision and recall: rows that count) below which nothing is said. */
  readonly minSupport: number
  readonly confidence: number
}

export interface Observation extends Interval {
  readonly observed: number
}

/** A metric on some rows; undefined where they are too few. */
export interface IntervalMeasure {
  readonly metric: string
  measure(rows: Uint32Array): Observation | undefined
}

/** The share of `hit` among the rows that `counts`. */
function shareOf(
  metric: string,
  options: IntervalLimits,
  counts: (row: number) => boolean,
  hit: (row: number) => boolean,
): IntervalMeasure {
  return {
    metric,
    measure(rows) {
      let hits = 0
      let total = 0
      for (const row of rows) {
        if (!counts(row)) continue
        total++
        if (hit(row)) hits++
      }
      if (total < options.minSupport || total === 0) return undefined
      return { observed: hits / total, ...wilsonInterval(hits, total, options.confidence) }
    },
  }
}

function classMeasures(
  truth: ClassTruth,
  scores: ClassPredictions,
  options: IntervalLimits,
): readonly IntervalMeasure[] {
  const labels = predictedClasses(truth, scores)
  const right = (row: number): boolean => labels[row] === truth.values[row]
  const accuracy = shareOf('accuracy', options, () => true, right)
  if (truth.classes.length !== 2) return [accuracy]
  const auc: IntervalMeasure = {
    metric: 'roc_auc',
    measure(rows) {
      const positive = new Uint8Array(rows.length)
      const score = new Float64Array(rows.length)
      for (let i = 0; i < rows.length; i++) {
        positive[i] = truth.values[rows[i]!]!
        score[i] = scores.probability[rows[i]! * 2 + 1]!
      }
      const estimate = delongAuc(positive, score, options.confidence)
      if (estimate === undefined || rows.length < options.minSupport) return undefined
      if (Math.min(estimate.positives, estimate.negatives) < 10) return undefined
      return { observed: estimate.auc, low: estimate.low, high: estimate.high }
    },
  }
  return [
    auc,
    accuracy,
    shareOf('precision', options, (row) => labels[row] === 1, right),
    shareOf('recall', options, (row) => truth.values[row] === 1, right),
  ]
}

function numericMeasures(
  truth: NumericTruth,
  scores: NumericPredictions,
  options: IntervalLimits,
): readonly IntervalMeasure[] {
  const z = normalQuantile(0.5 + options.confidence / 2)
  return [
    {
      metric: 'mae',
      measure(rows) {
        if (rows.length < Math.max(2, options.minSupport)) return undefined
        const errors = Float64Array.from(rows, (row) => Math.abs(truth.values[row]! - scores.values[row]!))
        const observed = errors.reduce((sum, error) => sum + error, 0) / errors.length
        const variance = errors.reduce((sum, error) => sum + (error - observed) ** 2, 0) / (errors.length - 1)
        const half = z * Math.sqrt(variance / errors.length)
        return { observed, low: Math.max(0, observed - half), high: observed + half }
      },
    },
  ]
}

/** accuracy, and of two classes roc_auc, precision and recall; mae for numbers. */
export function intervalMeasures(
  truth: Truth,
  scores: Predictions,
  limits: IntervalLimits,
): readonly IntervalMeasure[] {
  return 'classes' in truth
    ? classMeasures(truth, scores as ClassPredictions, limits)
    : numericMeasures(truth, scores as NumericPredictions, limits)
}
