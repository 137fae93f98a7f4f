import { AppError, didYouMean } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { gradientBoosting } from './boosting/gradient-boosting.ts'
import type { Estimator, EstimatorName } from './estimator.ts'
import { randomForest } from './forest/random-forest.ts'
import { linearRegression } from './linear/linear-regression.ts'
import { logisticRegression } from './linear/logistic-regression.ts'

/** All estimators, by the name that `model.type` has in the config. */
export const ESTIMATORS: Readonly<Record<EstimatorName, Estimator>> = {
  random_forest: randomForest,
  gradient_boosting: gradientBoosting,
  logistic_regression: logisticRegression,
  linear_regression: linearRegression,
}

/** The names of the estimators that can learn a task. */
export function estimatorsFor(task: Task): EstimatorName[] {
  return Object.values(ESTIMATORS)
    .filter(({ tasks }) => tasks.includes(task))
    .map(({ name }) => name)
}

/** @throws PARAMETER_INVALID */
export function estimatorNamed(name: string): Estimator {
  if (Object.hasOwn(ESTIMATORS, name)) return ESTIMATORS[name as EstimatorName]
  const names = Object.keys(ESTIMATORS)
  throw new AppError('PARAMETER_INVALID', `no such estimator '${name}'${didYouMean(name, names)}`, {
    where: 'model.type',
    fix: `Use ${names.join(', ')}`,
  })
}
