// Logistic regression as scikit-learn's with its default solver: ridge penalty, L-BFGS, intercept not penalised.
import type { ClassTarget } from '../../data/index.ts'
import { checkedRows, float64Matrix } from '../checked-rows.ts'
import { type ClassWeight, classCounts, classWeights } from '../class-weights.ts'
import { defineEstimator } from '../estimator.ts'
import { choice, classWeight, ignored, RANDOM_STATE, real, truth, unsupported, whole } from '../parameters.ts'
import { minimise } from './lbfgs.ts'
import type { LinearModel } from './linear-model.ts'
import { logisticObjective } from './logistic-loss.ts'

interface LogisticParameters {
  readonly penalty: 'l2' | null
  readonly C: number
  readonly tol: number
  readonly max_iter: number
  readonly fit_intercept: boolean
  readonly class_weight: ClassWeight
}

const SPECS = {
  penalty: choice('l2', 'l2', null),
  dual: unsupported(false),
  tol: real(1e-4, 0, Infinity, true),
  C: real(1, 0, Infinity, true),
  fit_intercept: truth(true),
  intercept_scaling: unsupported(1),
  class_weight: classWeight('balanced'),
  random_state: RANDOM_STATE,
  solver: unsupported('lbfgs'),
  max_iter: whole(100, 1),
  multi_class: choice('auto', 'auto', 'multinomial'),
  verbose: ignored(0),
  warm_start: unsupported(false),
  n_jobs: ignored(null),
  l1_ratio: unsupported(null),
}

export const logisticRegression = defineEstimator({
  name: 'logistic_regression',
  tasks: ['binary', 'multiclass'],
  precision: 'float64',
  scaleByDefault: true,
  takesMissing: false,
  parameters: () => SPECS,
  async fit(x, target, p: LogisticParameters, options) {
    const rows = checkedRows(x, target, options.sampleWeight)
    const matrix = float64Matrix(rows.x)
    const classTarget = rows.target as ClassTarget
    const classes = classTarget.classes
    const outputs = classes.length === 2 ? 1 : classes.length
    const features = matrix.columns.length
    const perClass = classWeights(classTarget, p.class_weight, classCounts(classTarget, null))
    const objective = logisticObjective({
      x: matrix,
      y: classTarget.values,
      weight: Float64Array.from(classTarget.values, (k, i) => perClass[k]! * (rows.weight?.[i] ?? 1)),
      outputs,
      intercept: p.fit_intercept,
      penalty: p.penalty === null ? 0 : 1 / p.C,
    })
    const size = outputs * (features + (p.fit_intercept ? 1 : 0))
    const { at: solution, converged } = await minimise(objective, new Float64Array(size), {
      tolerance: p.tol,
      maxIterations: p.max_iter,
      pace: options.pace,
      onIteration: (done) => options.onProgress?.(done, p.max_iter),
    })
    options.onProgress?.(p.max_iter, p.max_iter)
    if (!converged) {
      options.warn?.(
        `${this.name} did not converge in ${p.max_iter} iterations: raise model.max_iter, or scale the features`,
      )
    }
    const model: LinearModel = {
      kind: 'linear',
      task: target.task,
      classes,
      coefficients: Array.from({ length: outputs }, (_, k) => solution.slice(k * features, (k + 1) * features)),
      intercepts: p.fit_intercept ? solution.slice(outputs * features) : new Float64Array(outputs),
      link: outputs === 1 ? 'logistic' : 'softmax',
    }
    return model
  },
})
