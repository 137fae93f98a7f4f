// The objective of logistic regression: mean log loss plus ridge penalty, and its gradient.
import type { FeatureMatrix } from '../../features/index.ts'
import { addScaled, dot } from './vectors.ts'

export interface LogisticProblem {
  readonly x: FeatureMatrix
  /** Class index by row. */
  readonly y: Int32Array
  /** By row, above 0. */
  readonly weight: Float64Array
  /** Rows of coefficients: 1 for two classes, else one per class. */
  readonly outputs: number
  readonly intercept: boolean
  /** Ridge penalty on the coefficients, relative to the summed loss; the intercept is free. */
  readonly penalty: number
}

/** Parameters: `outputs` blocks of one coefficient per feature, then the intercepts. Returns the objective and fills `gradient`. */
export type Objective = (parameters: Float64Array, gradient: Float64Array) => number

export function logisticObjective(problem: LogisticProblem): Objective {
  const { x, weight, outputs, intercept, penalty } = problem
  const features = x.columns.length
  const columns = x.columns as readonly Float64Array[]
  const scores = Array.from({ length: outputs }, () => new Float64Array(x.rows))
  const total = weight.reduce((a, b) => a + b, 0)
  return (parameters, gradient) => {
    for (let k = 0; k < outputs; k++) {
      const score = scores[k]!.fill(intercept ? parameters[outputs * features + k]! : 0)
      for (let j = 0; j < features; j++) addScaled(score, columns[j]!, parameters[k * features + j]!)
    }
    // From here on the scores hold the derivative of the loss by them.
    let loss = outputs === 1 ? binaryLoss(problem, scores[0]!) : multinomialLoss(problem, scores)
    for (let k = 0; k < outputs; k++) {
      const slope = scores[k]!
      for (let j = 0; j < features; j++) {
        const coefficient = parameters[k * features + j]!
        loss += 0.5 * penalty * coefficient * coefficient
        gradient[k * features + j] = (dot(columns[j]!, slope) + penalty * coefficient) / total
      }
      if (intercept) gradient[outputs * features + k] = slope.reduce((a, b) => a + b, 0) / total
    }
    return loss / total
  }
}

function binaryLoss({ y, weight }: LogisticProblem, scores: Float64Array): number {
  let loss = 0
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!
    const w = weight[i]!
    const small = Math.exp(-Math.abs(score))
    loss += w * (Math.log1p(small) + Math.max(0, y[i] === 1 ? -score : score))
    const p = score >= 0 ? 1 / (1 + small) : small / (1 + small)
    scores[i] = w * (p - y[i]!)
  }
  return loss
}

function multinomialLoss({ y, weight }: LogisticProblem, scores: readonly Float64Array[]): number {
  const outputs = scores.length
  let loss = 0
  for (let i = 0; i < y.length; i++) {
    let most = -Infinity
    for (let k = 0; k < outputs; k++) most = Math.max(most, scores[k]![i]!)
    let sum = 0
    for (let k = 0; k < outputs; k++) sum += Math.exp(scores[k]![i]! - most)
    const log = most + Math.log(sum)
    const w = weight[i]!
    loss += w * (log - scores[y[i]!]![i]!)
    for (let k = 0; k < outputs; k++) {
      scores[k]![i] = w * (Math.exp(scores[k]![i]! - log) - (y[i] === k ? 1 : 0))
    }
  }
  return loss
}
