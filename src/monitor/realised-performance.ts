import { AppError } from '../core/index.ts'
import { type ClassLabel, type Column, column, type Table, type Task, valueAt } from '../data/index.ts'
import { evaluateClassification, evaluateRegression, type MetricMap, metricIntervals } from '../evaluate/index.ts'
import { classLabelOf, type JoinedLabels } from '../predictions/index.ts'
import type { Interval } from '../stats/index.ts'

export interface RealisedPerformance {
  readonly predictions: number
  readonly labelled: number
  /** labelled / predictions; 0 without predictions. */
  readonly coverage: number
  /** Milliseconds from prediction to label, where known. */
  readonly labelDelay: { readonly p50: number; readonly p95: number } | null
  /** Over the labelled predictions; empty without any. Metrics of probabilities only where the log has the probability of every class (binary). */
  readonly metrics: MetricMap
  /** 95 % confidence intervals of those metrics that have one. */
  readonly intervals: Readonly<Record<string, Interval>>
}

export interface Predicted {
  readonly task: Task
  /** The model's classes; empty for regression. */
  readonly classes: readonly ClassLabel[]
  /** How many there were, where the table holds labelled ones alone. @default its rows */
  readonly total?: number | undefined
}

type Judged = Pick<RealisedPerformance, 'metrics' | 'intervals'>

const NEED_PROBABILITIES = new Set(['roc_auc', 'roc_auc_ovr_macro', 'average_precision', 'log_loss', 'brier'])

/**
 * How good predictions turned out to be. `predictions` has `label` (what was predicted) and, for classes, `probability`.
 * @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID for a label that is no class of the model
 */
export function realisedPerformance(predictions: Table, joined: JoinedLabels, model: Predicted): RealisedPerformance {
  const labelled = joined.rows.length
  const { total = predictions.rows } = model
  const predicted = column(predictions, 'label')
  let judged: Judged = { metrics: {}, intervals: {} }
  if (labelled > 0 && model.task === 'regression') judged = judgeValues(predicted, joined)
  else if (labelled > 0) judged = judgeClasses(predicted, column(predictions, 'probability'), joined, model.classes)
  return {
    predictions: total,
    labelled,
    coverage: total === 0 ? 0 : labelled / total,
    labelDelay: delayOf(joined.delays),
    ...judged,
  }
}

function numberOf(value: unknown, row: number): number {
  const found = classLabelOf([], value)
  if (typeof found !== 'number') throw invalid(value, row, 'number')
  return found
}

function judgeValues(predicted: Column, { rows, labels }: JoinedLabels): Judged {
  const truth = { values: Float64Array.from(rows, (row, i) => numberOf(labels[i], row)) }
  const scores = { values: Float64Array.from(rows, (row) => numberOf(valueAt(predicted, row), row)) }
  return { metrics: evaluateRegression(truth, scores).metrics, intervals: metricIntervals(truth, scores) }
}

function judgeClasses(
  predicted: Column,
  probability: Column,
  { rows, labels }: JoinedLabels,
  classes: readonly ClassLabel[],
): Judged {
  const index = (value: unknown, row: number): number => {
    const label = classLabelOf(classes, value)
    if (label === undefined) throw invalid(value, row, 'class of the model')
    return classes.indexOf(label)
  }
  const truth = { classes, values: Int32Array.from(rows, (row, i) => index(labels[i], row)) }
  const label = Int32Array.from(rows, (row) => index(valueAt(predicted, row), row))
  const positive = rows.map((row) => valueAt(probability, row))
  if (classes.length === 2 && positive.every((value) => typeof value === 'number')) {
    const both = Float64Array.from(positive.flatMap((value) => [1 - value, value]))
    const scores = { probability: both, label }
    return { metrics: evaluateClassification(truth, scores).metrics, intervals: metricIntervals(truth, scores) }
  }
  // The log has the predicted class alone: certainty stands in for what the kept metrics do not read.
  const certain = new Float64Array(rows.length * classes.length)
  for (const [i, one] of label.entries()) certain[i * classes.length + one] = 1
  const scores = { probability: certain, label }
  return {
    metrics: withoutProbabilities(evaluateClassification(truth, scores).metrics),
    intervals: withoutProbabilities(metricIntervals(truth, scores)),
  }
}

function withoutProbabilities<T>(values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !NEED_PROBABILITIES.has(name)))
}

/** Nearest-rank quantiles. */
function delayOf(delays: readonly number[]): RealisedPerformance['labelDelay'] {
  const known = delays.filter((delay) => !Number.isNaN(delay)).sort((a, b) => a - b)
  if (known.length === 0) return null
  const quantile = (share: number): number => known[Math.ceil(share * known.length) - 1]!
  return { p50: quantile(0.5), p95: quantile(0.95) }
}

function invalid(value: unknown, row: number, kind: string): AppError {
  return new AppError('DATA_VALUE_INVALID', `${JSON.stringify(value)} is no ${kind}`, {
    where: `labelled predictions, row ${row + 1}`,
    fix: 'Compare predictions with the model version that made them (performance --version)',
  })
}
