import type { FeatureMatrix } from '../../features/index.ts'
import type { ModelHead } from '../model-head.ts'

/** `link(x · coefficients[k] + intercepts[k])` in float64. One row of coefficients for binary and regression, one per class for multiclass. */
export interface LinearModel extends ModelHead {
  readonly kind: 'linear'
  readonly coefficients: readonly Float64Array[]
  readonly intercepts: Float64Array
}

export async function linearScores(model: LinearModel, x: FeatureMatrix): Promise<Float64Array[]> {
  return model.coefficients.map((coefficients, k) => {
    const scores = new Float64Array(x.rows).fill(model.intercepts[k]!)
    for (const [j, column] of x.columns.entries()) {
      for (let i = 0; i < x.rows; i++) scores[i]! += coefficients[j]! * column[i]!
    }
    return scores
  })
}
