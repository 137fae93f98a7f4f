// Ordinary least squares as scikit-learn's LinearRegression: weighted, centred, smallest norm where features are collinear.
import type { NumericTarget } from '../../data/index.ts'
import { checkedRows, float64Matrix } from '../checked-rows.ts'
import { defineEstimator } from '../estimator.ts'
import { ignored, truth, unsupported } from '../parameters.ts'
import { leastSquares } from './least-squares.ts'

interface LinearParameters {
  readonly fit_intercept: boolean
}

const SPECS = {
  fit_intercept: truth(true),
  copy_X: truth(true),
  n_jobs: ignored(null),
  positive: unsupported(false),
}

export const linearRegression = defineEstimator({
  name: 'linear_regression',
  tasks: ['regression'],
  precision: 'float64',
  scaleByDefault: true,
  takesMissing: false,
  parameters: () => SPECS,
  async fit(x, target, p: LinearParameters, options) {
    const rows = checkedRows(x, target, options.sampleWeight)
    const matrix = float64Matrix(rows.x)
    const y = (rows.target as NumericTarget).values
    const centre = p.fit_intercept
    const offsets = matrix.columns.map((column) => (centre ? mean(column, rows.weight) : 0))
    const offset = centre ? mean(y, rows.weight) : 0
    const w = await leastSquares(
      matrix.columns.map((column, j) => centred(column, offsets[j]!, rows.weight)),
      centred(y, offset, rows.weight),
      options.pace,
    )
    options.onProgress?.(1, 1)
    const intercept = offsets.reduce((rest, value, j) => rest - value * w[j]!, offset)
    return {
      kind: 'linear',
      task: 'regression',
      classes: [],
      coefficients: [w],
      intercepts: Float64Array.of(intercept),
      link: 'identity',
    }
  },
})

function mean(values: Float64Array, weight: Float64Array | null): number {
  let total = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const w = weight === null ? 1 : weight[i]!
    total += w
    sum += w * values[i]!
  }
  return sum / total
}

/** Less the offset, times the root of the weight. */
function centred(values: Float64Array, offset: number, weight: Float64Array | null): Float64Array {
  return values.map((value, i) => (value - offset) * (weight === null ? 1 : Math.sqrt(weight[i]!)))
}
