// Variance and paired test of the area under the ROC curve: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988),
// by midranks in O(n log n): Sun & Xu, IEEE Signal Processing Letters 21 (2014).
import { argsort } from './argsort.ts'
import type { Interval } from './interval.ts'
import { normalQuantile, normalTwoSided } from './normal.ts'
import { wilsonInterval } from './wilson.ts'

export interface AucEstimate extends Interval {
  readonly auc: number
  /** DeLong's variance of `auc`; 0 when the classes are perfectly separated. */
  readonly variance: number
  readonly positives: number
  readonly negatives: number
}

export interface AucComparison {
  readonly aucA: number
  readonly aucB: number
  /** aucA − aucB. */
  readonly difference: number
  readonly varianceA: number
  readonly varianceB: number
  readonly covariance: number
  /** Of the difference. */
  readonly standardError: number
  readonly z: number
  /** Two-sided. */
  readonly pValue: number
}

/** Structural components of an AUC: how far each row is above the rows of the other class. */
interface Placement {
  readonly auc: number
  /** Per positive row: the share of negatives below it, ties counting half. */
  readonly positive: Float64Array
  /** Per negative row: the share of positives above it. */
  readonly negative: Float64Array
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Undefined without a positive or without a negative row. */
function place(positive: ArrayLike<number>, score: Float64Array): Placement | undefined {
  const rows = score.length
  let positives = 0
  for (let i = 0; i < rows; i++) positives += positive[i] === 1 ? 1 : 0
  const negatives = rows - positives
  if (positives === 0 || negatives === 0) return undefined

  // One entry a row, so that two models' placements line up; each class's entries are gathered at the end.
  const share = new Float64Array(rows)
  const order = argsort(score)
  let positivesBelow = 0
  let negativesBelow = 0
  for (let start = 0; start < rows; ) {
    const value = score[order[start]!]!
    let end = start
    let tiedPositives = 0
    for (; end < rows && score[order[end]!] === value; end++) tiedPositives += positive[order[end]!] === 1 ? 1 : 0
    const tiedNegatives = end - start - tiedPositives
    const ofPositive = (negativesBelow + tiedNegatives / 2) / negatives
    const ofNegative = 1 - (positivesBelow + tiedPositives / 2) / positives
    for (let k = start; k < end; k++) share[order[k]!] = positive[order[k]!] === 1 ? ofPositive : ofNegative
    positivesBelow += tiedPositives
    negativesBelow += tiedNegatives
    start = end
  }

  const ofPositives = new Float64Array(positives)
  const ofNegatives = new Float64Array(negatives)
  for (let i = 0, p = 0, n = 0; i < rows; i++) {
    if (positive[i] === 1) ofPositives[p++] = share[i]!
    else ofNegatives[n++] = share[i]!
  }
  return { auc: mean(ofPositives), positive: ofPositives, negative: ofNegatives }
}

/** Sample covariance (n − 1); of one row it is unknown and taken as 0. */
function covariance(x: Float64Array, y: Float64Array): number {
  if (x.length < 2) return 0
  const meanX = mean(x)
  const meanY = mean(y)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i]! - meanX) * (y[i]! - meanY)
  return sum / (x.length - 1)
}

function aucCovariance(a: Placement, b: Placement): number {
  return covariance(a.positive, b.positive) / a.positive.length + covariance(a.negative, b.negative) / a.negative.length
}

function inverseLogit(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/**
 * AUC with a confidence interval on the logit scale, which stays inside (0, 1). Where the classes are perfectly separated DeLong's
 * variance is 0; the interval is then Wilson's for a proportion on the smaller class.
 * `positive[i]` is 1 for a positive row, else 0. Undefined without a positive or without a negative row.
 */
export function delongAuc(
  positive: ArrayLike<number>,
  score: Float64Array,
  confidence = 0.95,
): AucEstimate | undefined {
  const placement = place(positive, score)
  if (placement === undefined) return undefined
  const { auc } = placement
  const variance = aucCovariance(placement, placement)
  const positives = placement.positive.length
  const negatives = placement.negative.length
  if (variance === 0 || auc <= 0 || auc >= 1) {
    const fewer = Math.min(positives, negatives)
    return { auc, variance, positives, negatives, ...wilsonInterval(auc * fewer, fewer, confidence) }
  }
  const logit = Math.log(auc / (1 - auc))
  const half = (normalQuantile(0.5 + confidence / 2) * Math.sqrt(variance)) / (auc * (1 - auc))
  return { auc, variance, positives, negatives, low: inverseLogit(logit - half), high: inverseLogit(logit + half) }
}

/** Compares two scores of the same rows. Undefined without a positive or without a negative row; equal rankings give z 0 and p 1. */
export function delongTest(positive: ArrayLike<number>, a: Float64Array, b: Float64Array): AucComparison | undefined {
  const placedA = place(positive, a)
  const placedB = place(positive, b)
  if (placedA === undefined || placedB === undefined) return undefined
  const varianceA = aucCovariance(placedA, placedA)
  const varianceB = aucCovariance(placedB, placedB)
  const shared = aucCovariance(placedA, placedB)
  const difference = placedA.auc - placedB.auc
  const standardError = Math.sqrt(Math.max(0, varianceA + varianceB - 2 * shared))
  const z = difference === 0 ? 0 : difference / standardError
  return {
    aucA: placedA.auc,
    aucB: placedB.auc,
    difference,
    varianceA,
    varianceB,
    covariance: shared,
    standardError,
    z,
    pValue: normalTwoSided(z),
  }
}
