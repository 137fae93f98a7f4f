// Boosted trees as in scikit-learn's GradientBoostingClassifier and GradientBoostingRegressor, on binned features.
import { createRng } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { type BoostingParameters, boost } from './boost.ts'
import type { Estimator } from './estimator.ts'
import {
  choice,
  featureCount,
  ignored,
  orNull,
  type ParameterSpec,
  type ParameterSpecs,
  RANDOM_STATE,
  real,
  resolveParameters,
  unsupported,
  whole,
  wholeOrShare,
} from './parameters.ts'
import { trainingRows } from './training-rows.ts'
import { binMatrix } from './trees/binned-matrix.ts'

const OPEN_SHARE: ParameterSpec = {
  default: 0.1,
  allows: 'a share above 0 and below 1',
  accepts: (value) => typeof value === 'number' && value > 0 && value < 1,
}

function specs(task: Task): ParameterSpecs {
  const loss = task === 'regression' ? 'squared_error' : 'log_loss'
  return {
    loss: choice(loss, loss),
    learning_rate: real(0.1, 0, Infinity),
    n_estimators: whole(100, 1),
    subsample: real(1, 0, 1, true),
    criterion: choice('friedman_mse', 'friedman_mse', 'squared_error'),
    min_samples_split: wholeOrShare(2, 2),
    min_samples_leaf: wholeOrShare(1, 1),
    min_weight_fraction_leaf: unsupported(0),
    max_depth: orNull(whole(3, 1), 3),
    min_impurity_decrease: real(0, 0, Infinity),
    init: choice(null, 'zero', null),
    random_state: RANDOM_STATE,
    max_features: featureCount(null),
    ...(task === 'regression' ? { alpha: unsupported(0.9) } : {}),
    verbose: ignored(0),
    max_leaf_nodes: unsupported(null),
    warm_start: unsupported(false),
    validation_fraction: OPEN_SHARE,
    n_iter_no_change: orNull(whole(1, 1)),
    tol: real(1e-4, 0, Infinity),
    ccp_alpha: unsupported(0),
  }
}

const SPECS = { binary: specs('binary'), multiclass: specs('multiclass'), regression: specs('regression') }

export const gradientBoosting: Estimator = {
  name: 'gradient_boosting',
  tasks: ['binary', 'multiclass', 'regression'],
  precision: 'float32',
  scaleByDefault: false,
  resolve: (given, task) => resolveParameters('gradient_boosting', SPECS[task], given),
  fit(x, target, parameters, options) {
    const p = this.resolve(parameters, target.task) as unknown as BoostingParameters
    const rows = trainingRows(x, target, options.sampleWeight)
    const rng = p.random_state === null ? options.rng : createRng(p.random_state)
    return boost({ ...rows, binned: binMatrix(rows.x), parameters: p, rng, onProgress: options.onProgress })
  },
}
