// Fitted models applied to features, plainly: the oracle of the compiled graph, and what k-fold scores with.
import { type Pace, UNPACED } from '../core/index.ts'
import type { FeatureMatrix } from '../features/index.ts'
import type { FittedModel, LinearModel, TreeEnsemble } from './fitted-model.ts'

export type Estimates =
  /** Row-major, rows × classes. */
  | { readonly kind: 'probability'; readonly probability: Float64Array }
  /** One per row. */
  | { readonly kind: 'value'; readonly values: Float64Array }

/** Predicts every row of a matrix whose features are those of training, in their order. */
export async function predict(model: FittedModel, x: FeatureMatrix, pace: Pace = UNPACED): Promise<Estimates> {
  const scores = model.kind === 'trees' ? await treeScores(model, x, pace) : linearScores(model, x)
  if (model.task === 'regression') return { kind: 'value', values: scores[0]! }
  const probability = new Float64Array(x.rows * model.classes.length)
  for (let i = 0; i < x.rows; i++) {
    probability.set(
      link(
        model.link,
        scores.map((score) => score[i]!),
      ),
      i * model.classes.length,
    )
  }
  return { kind: 'probability', probability }
}

function link(kind: FittedModel['link'], scores: readonly number[]): readonly number[] {
  if (kind === 'softmax') {
    const most = Math.max(...scores)
    const powers = scores.map((score) => Math.exp(score - most))
    const total = powers.reduce((a, b) => a + b, 0)
    return powers.map((power) => power / total)
  }
  if (scores.length > 1) return scores
  const positive = kind === 'logistic' ? 1 / (1 + Math.exp(-scores[0]!)) : scores[0]!
  return [1 - positive, positive]
}

/** Summed leaf values, one array per output; exact, because leaves lie on a grid. */
async function treeScores(model: TreeEnsemble, x: FeatureMatrix, pace: Pace): Promise<Float64Array[]> {
  const { outputs, left, missingLeft, feature, threshold, value } = model
  const scores = model.base.map((base) => new Float64Array(x.rows).fill(base))
  for (const root of model.roots) {
    if (pace.due()) await pace.rest()
    for (let i = 0; i < x.rows; i++) {
      let node = root
      while (left[node] !== node) {
        const v = Math.fround(x.columns[feature[node]!]![i]!)
        const goesLeft = v <= threshold[node]! || (missingLeft[node] === 1 && Number.isNaN(v))
        node = left[node]! + (goesLeft ? 0 : 1)
      }
      for (let k = 0; k < outputs; k++) scores[k]![i]! += value[node * outputs + k]!
    }
  }
  return scores
}

function linearScores(model: LinearModel, x: FeatureMatrix): Float64Array[] {
  return model.coefficients.map((coefficients, k) => {
    const scores = new Float64Array(x.rows).fill(model.intercepts[k]!)
    for (const [j, column] of x.columns.entries()) {
      for (let i = 0; i < x.rows; i++) scores[i]! += coefficients[j]! * column[i]!
    }
    return scores
  })
}
