// Fitted models applied to features, plainly: the oracle of the compiled graph, and what k-fold scores with.
import { type Pace, UNPACED } from '../core/index.ts'
import type { FeatureMatrix } from '../features/index.ts'
import { type FittedModel, scoresOf } from './fitted-model.ts'

export type Estimates =
  /** Row-major, rows × classes. */
  | { readonly kind: 'probability'; readonly probability: Float64Array }
  /** One per row. */
  | { readonly kind: 'value'; readonly values: Float64Array }

/** Predicts every row of a matrix whose features are those of training, in their order. */
export async function predict(model: FittedModel, x: FeatureMatrix, pace: Pace = UNPACED): Promise<Estimates> {
  const scores = await scoresOf(model, x, pace)
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
