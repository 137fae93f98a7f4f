// Losses that boosting descends: what a tree is fitted to, and what a leaf adds.
import type { ClassTarget, NumericTarget, Target } from '../../data/index.ts'
import { meanOf } from '../forest/value-forest.ts'
import { onGrid, sum } from '../trees/fixed-point.ts'

export interface BoostingLoss {
  /** Scores per row, and trees per round. */
  readonly outputs: number
  readonly link: 'identity' | 'logistic' | 'softmax'
  /** Best constant scores, for `init: null`. `weight` null = all 1. */
  base(weight: Float64Array | null): number[]
  /** Reads the scores of all outputs at the start of a round. */
  startRound(scores: readonly Float64Array[]): void
  /** Negative gradient of an output's scores, by row, and the second derivative; `curvature` of squared error is 1. */
  derive(output: number, gradient: Float64Array, curvature: Float64Array): void
  /** Factor of a leaf's Newton step `Σ gradient / Σ curvature`. */
  readonly stepFactor: number
  /** What a leaf adds is at most this, either way. */
  readonly largestLeaf: number
  /** Gradients that differ by no more are one: a node of such rows is not split. */
  readonly flat: number
  /** Loss of one row, as scikit-learn's early stopping measures it. */
  at(row: number, scores: readonly Float64Array[]): number
}

export function lossOf(target: Target): BoostingLoss {
  if (target.task === 'regression') return squaredError(target)
  return target.classes.length === 2 ? binaryLogLoss(target) : multinomialLogLoss(target)
}

/**
 * A leaf whose rows are all but certain, and one of them wrong, has hardly any curvature: its Newton step may be 1e12.
 * That is no better than 16, which takes a probability from one in ten million to even, and on the common grid of all
 * leaves (float32) it would leave the others without a digit.
 */
const LARGEST_LOGIT = 16

/** A spread whose variance is below float64's epsilon, where scikit-learn stops too: what is left of the loss is noise. */
const FLAT = 2 ** -25

/** Priors are kept this far from 0 and 1 (float32 epsilon, as in scikit-learn). */
const MARGIN = 2 ** -23

function squaredError({ values }: NumericTarget): BoostingLoss {
  let raw: Float64Array = values
  return {
    outputs: 1,
    link: 'identity',
    stepFactor: 1,
    largestLeaf: Infinity,
    flat: 0,
    base: (weight) => [meanOf(values, weight)],
    startRound: (scores) => {
      raw = scores[0]!
    },
    derive: (_output, gradient, curvature) => {
      for (let i = 0; i < values.length; i++) gradient[i] = values[i]! - raw[i]!
      curvature.fill(1)
    },
    at: (row, scores) => (values[row]! - scores[0]![row]!) ** 2,
  }
}

function binaryLogLoss({ values }: ClassTarget): BoostingLoss {
  let raw: Float64Array = new Float64Array(0)
  return {
    outputs: 1,
    link: 'logistic',
    stepFactor: 1,
    largestLeaf: LARGEST_LOGIT,
    flat: FLAT,
    base: (weight) => {
      const p = clip(share(values, 1, weight))
      return [Math.log(p / (1 - p))]
    },
    startRound: (scores) => {
      raw = scores[0]!
    },
    derive: (_output, gradient, curvature) => {
      for (let i = 0; i < values.length; i++) {
        const p = 1 / (1 + Math.exp(-raw[i]!))
        gradient[i] = values[i]! - p
        curvature[i] = p * (1 - p)
      }
    },
    at: (row, scores) => {
      const score = values[row] === 1 ? scores[0]![row]! : -scores[0]![row]!
      return 2 * (Math.log1p(Math.exp(-Math.abs(score))) + Math.max(0, -score))
    },
  }
}

function multinomialLogLoss({ values, classes }: ClassTarget): BoostingLoss {
  const outputs = classes.length
  const probability = classes.map(() => new Float64Array(values.length))
  return {
    outputs,
    link: 'softmax',
    stepFactor: (outputs - 1) / outputs,
    largestLeaf: LARGEST_LOGIT,
    flat: FLAT,
    base: (weight) => {
      const logs = classes.map((_, k) => Math.log(clip(share(values, k, weight))))
      const mean = logs.reduce((a, b) => a + b, 0) / outputs
      return logs.map((log) => log - mean)
    },
    startRound: (scores) => {
      for (let i = 0; i < values.length; i++) {
        const log = logSumExp(scores, i)
        for (let k = 0; k < outputs; k++) probability[k]![i] = Math.exp(scores[k]![i]! - log)
      }
    },
    derive: (output, gradient, curvature) => {
      const p = probability[output]!
      for (let i = 0; i < values.length; i++) {
        gradient[i] = (values[i] === output ? 1 : 0) - p[i]!
        curvature[i] = p[i]! * (1 - p[i]!)
      }
    },
    at: (row, scores) => logSumExp(scores, row) - scores[values[row]!]![row]!,
  }
}

function logSumExp(scores: readonly Float64Array[], row: number): number {
  let most = -Infinity
  for (const score of scores) most = Math.max(most, score[row]!)
  let total = 0
  for (const score of scores) total += Math.exp(score[row]! - most)
  return most + Math.log(total)
}

/** Weighted share of the rows of a class, the same in any order of the rows. */
function share(values: Int32Array, k: number, weight: Float64Array | null): number {
  const of = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) of[i] = values[i] === k ? (weight?.[i] ?? 1) : 0
  return sum(onGrid(of)) / (weight === null ? values.length : sum(onGrid(weight)))
}

function clip(p: number): number {
  return Math.min(1 - MARGIN, Math.max(MARGIN, p))
}
