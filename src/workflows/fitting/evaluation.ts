// What the held-out rows say about a graph: the very one that will serve.
import type { Config } from '../../config/index.ts'
import { isAppError, type Pace, UNPACED } from '../../core/index.ts'
import type { ClassLabel, Target } from '../../data/index.ts'
import {
  type ClassificationMetrics,
  evaluateClassification,
  evaluateRegression,
  type MetricMap,
  type Predictions,
  type RegressionMetrics,
  type Truth,
} from '../../evaluate/index.ts'
import { type Scorer, type Scores, scoreTable } from '../../score/index.ts'
import { servedPredictions } from '../serving/index.ts'
import type { TrainingRows } from './training-set.ts'

export interface Evaluation {
  readonly truth: Truth
  readonly scores: Scores
  readonly predictions: Scores
  /** One a row; undefined = all 1. */
  readonly weights: Float64Array | undefined
  readonly result: ClassificationMetrics | RegressionMetrics
  /** Without a prefix: `roc_auc`. */
  readonly metrics: MetricMap
}

/** Predictions of `all`, for those of them in `some`; both are ascending. */
export function selectPredictions(predictions: Scores, all: Int32Array, some: Int32Array): Predictions {
  if (some.length === all.length) return predictions
  const places: number[] = []
  for (let i = 0; i < all.length; i++) if (all[i] === some[places.length]) places.push(i)
  if (predictions.kind === 'values') return { values: Float64Array.from(places, (i) => predictions.values[i]!) }
  const width = predictions.probability.length / predictions.rows
  const probability = new Float64Array(places.length * width)
  places.forEach((i, to) => probability.set(predictions.probability.subarray(i * width, (i + 1) * width), to * width))
  return { probability, label: Int32Array.from(places, (i) => predictions.label[i]!) }
}

export interface EvaluationOptions {
  /** From which probability a binary answer is positive. @default the class of the larger probability */
  readonly threshold?: number | undefined
  /** @default never rests */
  readonly pace?: Pace | undefined
}

/** Scores rows and measures the answers. */
export async function evaluateRows(
  scorer: Scorer,
  { table, target, weights }: TrainingRows,
  { threshold, pace = UNPACED }: EvaluationOptions = {},
): Promise<Evaluation> {
  const scores = await scoreTable(scorer, table, { pace })
  await pace.rest()
  const weighting = weights ? { sampleWeight: weights } : {}
  const predictions = servedPredictions(scores, threshold)
  const measured = { truth: target, scores, predictions, weights }
  if ('probability' in predictions && target.task !== 'regression') {
    const result = evaluateClassification(target, predictions, weighting)
    return { ...measured, result, metrics: result.metrics }
  }
  if ('values' in predictions && target.task === 'regression') {
    const result = evaluateRegression(target, predictions, weighting)
    return { ...measured, result, metrics: result.metrics }
  }
  throw new TypeError(`a ${scores.kind} model cannot be measured on a ${target.task} target`)
}

/** `evaluateRows` on rows that training did not see, as the config serves them; a category that only they have is a matter of the config. */
export async function evaluateHeldOut(
  config: Config,
  scorer: Scorer,
  rows: TrainingRows,
  pace: Pace,
): Promise<Evaluation> {
  try {
    return await evaluateRows(scorer, rows, { threshold: config.serving?.threshold, pace })
  } catch (error) {
    if (!isAppError(error, 'CATEGORY_UNKNOWN')) throw error
    throw error.at(config.where('features.encode.handle_unknown'))
  }
}

/** Whether a model answers the question that the target asks: the same task and the same classes in the same order. */
export function answersTarget(scorer: Scorer, target: Target): boolean {
  const classes: readonly ClassLabel[] = target.task === 'regression' ? [] : target.classes
  return classes.length === scorer.classes.length && classes.every((label, i) => label === scorer.classes[i])
}
