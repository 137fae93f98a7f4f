// Every metric as a function of row weights, prepared once: a bootstrap calls it thousands of times on the same rows.
import { AppError } from '../core/index.ts'
import { decide } from '../score/index.ts'
import { accuracy, type ClassificationReport, classificationReport, classScores } from './classification-report.ts'
import { type ConfusionMatrix, confusionMatrix } from './confusion-matrix.ts'
import { averagePrecision, type Ranking, rank, rocAuc } from './ranking.ts'
import type {
  ClassPredictions,
  ClassTruth,
  MetricMap,
  NumericPredictions,
  NumericTruth,
  Predictions,
  Truth,
} from './truth.ts'

/** The metric with `weights[i]` for row i (all 1 when absent); NaN where it is undefined. */
export type RowMetric = (weights?: Float64Array) => number

/** What keeps the logarithm and the quotient finite: float64's machine epsilon, as in scikit-learn. */
const EPSILON = Number.EPSILON

function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    sum += weight * values[i]!
    total += weight
  }
  return sum / total
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** The class each row is given: the predictions' own label, else the most probable. */
export function predictedClasses({ values }: ClassTruth, { probability, label }: ClassPredictions): Int32Array {
  return decide({ rows: values.length, probability, label })
}

/** Column `index` of the probabilities against the rest, by rank. */
function oneVersusRest(truth: ClassTruth, scores: ClassPredictions, index: number): Ranking {
  const width = truth.classes.length
  const positive = Uint8Array.from(truth.values, (value) => (value === index ? 1 : 0))
  const score = new Float64Array(positive.length)
  for (let i = 0; i < score.length; i++) score[i] = scores.probability[i * width + index]!
  return rank(positive, score)
}

/** −ln of the probability of what happened. */
function logLosses(truth: ClassTruth, { probability }: ClassPredictions): Float64Array {
  const width = truth.classes.length
  return Float64Array.from(truth.values, (value, i) => {
    const p = probability[i * width + value]!
    return -Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, p)))
  })
}

/** Binary: (p − y)² of the positive class. More classes: summed over them (Brier 1950). */
function brierLosses(truth: ClassTruth, { probability }: ClassPredictions): Float64Array {
  const width = truth.classes.length
  return Float64Array.from(truth.values, (value, i) => {
    let sum = 0
    for (let k = width === 2 ? 1 : 0; k < width; k++) {
      sum += (probability[i * width + k]! - (k === value ? 1 : 0)) ** 2
    }
    return sum
  })
}

function checkShape(truth: ClassTruth, scores: ClassPredictions): void {
  const expected = truth.values.length * truth.classes.length
  if (scores.probability.length !== expected) {
    throw new AppError(
      'MODEL_INVALID',
      `${scores.probability.length} probabilities for ${truth.values.length} rows of ${truth.classes.length} classes`,
      { fix: 'Score the same rows with a model of the same classes' },
    )
  }
  const bad = scores.probability.findIndex((p) => !Number.isFinite(p))
  if (bad >= 0) {
    const row = Math.floor(bad / truth.classes.length)
    throw new AppError('MODEL_INVALID', `the model answers ${scores.probability[bad]} for row ${row}`, {
      fix: 'Check the features of that row, and the graph',
    })
  }
}

/** @throws MODEL_INVALID when the predictions do not fit the truth or are not numbers */
export function classMetrics(truth: ClassTruth, scores: ClassPredictions): ReadonlyMap<string, RowMetric> {
  checkShape(truth, scores)
  const labels = predictedClasses(truth, scores)
  const confusion = (weights?: Float64Array): ConfusionMatrix =>
    confusionMatrix(truth.classes, truth.values, labels, weights)
  const losses = once(() => logLosses(truth, scores))
  const squares = once(() => brierLosses(truth, scores))
  const rankings = once(() => truth.classes.map((_, index) => once(() => oneVersusRest(truth, scores, index))))
  const shared: [string, RowMetric][] = [
    ['accuracy', (weights) => accuracy(confusion(weights))],
    ['log_loss', (weights) => weightedMean(losses(), weights)],
    ['brier', (weights) => weightedMean(squares(), weights)],
  ]
  if (truth.classes.length === 2) {
    const ranking = (): Ranking => rankings()[1]!()
    return new Map<string, RowMetric>([
      ...shared,
      ['precision', (weights) => classScores(confusion(weights), 1).precision],
      ['recall', (weights) => classScores(confusion(weights), 1).recall],
      ['f1', (weights) => classScores(confusion(weights), 1).f1],
      ['roc_auc', (weights) => rocAuc(ranking(), weights)],
      ['average_precision', (weights) => averagePrecision(ranking(), weights)],
    ])
  }
  // Over the classes for which it is defined: one that does not occur in these rows has no curve.
  const overClasses =
    (metric: (ranking: Ranking, weights?: Float64Array) => number): RowMetric =>
    (weights) => {
      const values = rankings()
        .map((ranking) => metric(ranking(), weights))
        .filter((value) => !Number.isNaN(value))
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
  const average =
    (kind: 'macro' | 'weighted', name: 'precision' | 'recall' | 'f1'): RowMetric =>
    (weights) => {
      const report: ClassificationReport = classificationReport(confusion(weights))
      return report[kind][name]
    }
  const names = ['precision', 'recall', 'f1'] as const
  return new Map<string, RowMetric>([
    ...shared,
    ...names.map((name): [string, RowMetric] => [name, average('macro', name)]),
    ...names.map((name): [string, RowMetric] => [`${name}_macro`, average('macro', name)]),
    ...names.map((name): [string, RowMetric] => [`${name}_weighted`, average('weighted', name)]),
    ['roc_auc', overClasses(rocAuc)],
    ['roc_auc_ovr_macro', overClasses(rocAuc)],
    ['average_precision', overClasses(averagePrecision)],
  ])
}

/** @throws MODEL_INVALID when the predictions do not fit the truth or are not numbers */
export function numericMetrics(truth: NumericTruth, scores: NumericPredictions): ReadonlyMap<string, RowMetric> {
  const rows = truth.values.length
  if (scores.values.length !== rows) {
    throw new AppError('MODEL_INVALID', `${scores.values.length} predictions for ${rows} rows`, {
      fix: 'Score the same rows',
    })
  }
  const bad = scores.values.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    throw new AppError('MODEL_INVALID', `the model answers ${scores.values[bad]} for row ${bad}`, {
      fix: 'Check the features of that row, and the graph',
    })
  }
  const absolute = truth.values.map((value, i) => Math.abs(value - scores.values[i]!))
  const square = absolute.map((error) => error * error)
  const relative = absolute.map((error, i) => error / Math.max(EPSILON, Math.abs(truth.values[i]!)))
  // Centred on a value of its own, so that a constant truth has a spread of exactly 0.
  const centred = truth.values.map((value) => value - truth.values[0]!)
  const r2: RowMetric = (weights) => {
    if (rows < 2) return Number.NaN
    const mean = weightedMean(centred, weights)
    const spread = weightedMean(
      centred.map((value) => (value - mean) ** 2),
      weights,
    )
    const residual = weightedMean(square, weights)
    // A constant truth: 1 when met exactly, else 0 (scikit-learn's force_finite).
    if (spread === 0) return residual === 0 ? 1 : 0
    return 1 - residual / spread
  }
  return new Map<string, RowMetric>([
    ['mae', (weights) => weightedMean(absolute, weights)],
    ['mse', (weights) => weightedMean(square, weights)],
    ['rmse', (weights) => Math.sqrt(weightedMean(square, weights))],
    ['r2', r2],
    ['mape', (weights) => weightedMean(relative, weights)],
  ])
}

/** The metrics of a task by name, each ready for many weightings. @throws MODEL_INVALID */
export function rowMetrics(truth: Truth, scores: Predictions): ReadonlyMap<string, RowMetric> {
  if ('classes' in truth && 'probability' in scores) return classMetrics(truth, scores)
  if (!('classes' in truth) && 'values' in scores) return numericMetrics(truth, scores)
  throw new AppError('MODEL_INVALID', "a classifier's truth with a regression's predictions, or the reverse", {
    fix: 'Score the rows with a model of the same task',
  })
}

/** The value of each metric; those that the rows leave undefined are absent. */
export function definedMetrics(metrics: ReadonlyMap<string, RowMetric>, weights?: Float64Array): MetricMap {
  const values: Record<string, number> = {}
  for (const [name, metric] of metrics) {
    const value = metric(weights)
    if (!Number.isNaN(value)) values[name] = value
  }
  return values
}
