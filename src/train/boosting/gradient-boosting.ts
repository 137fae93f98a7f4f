// Boosted trees as in scikit-learn's GradientBoostingClassifier and GradientBoostingRegressor, on binned features.
import type { Task } from '../../data/index.ts'
import { choice, orNull, type ParameterSpec, real, unsupported, whole } from '../parameters.ts'
import { treeEstimator, treeSpecs } from '../trees/tree-estimator.ts'
import { boost } from './boost.ts'

const OPEN_SHARE: ParameterSpec<number> = {
  default: 0.1,
  allows: 'a share above 0 and below 1',
  accepts: (value): value is number => typeof value === 'number' && value > 0 && value < 1,
}

function specs(task: Task) {
  const loss = task === 'regression' ? 'squared_error' : 'log_loss'
  return {
    loss: choice(loss, loss),
    learning_rate: real(0.1, 0, Infinity),
    n_estimators: whole(100, 1),
    subsample: real(1, 0, 1, true),
    criterion: choice('friedman_mse', 'friedman_mse', 'squared_error'),
    init: choice(null, 'zero', null),
    ...treeSpecs(3, null),
    ...(task === 'regression' ? { alpha: unsupported(0.9) } : {}),
    validation_fraction: OPEN_SHARE,
    n_iter_no_change: orNull(whole(1, 1)),
    tol: real(1e-4, 0, Infinity),
  }
}

export const gradientBoosting = treeEstimator('gradient_boosting', specs, boost)
