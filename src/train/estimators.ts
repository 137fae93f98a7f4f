import { AppError, didYouMean } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { gradientBoosting } from './boosting/gradient-boosting.ts'
import type { AnyEstimator } from './estimator.ts'
import { randomForest } from './forest/random-forest.ts'
import { linearRegression } from './linear/linear-regression.ts'
import { logisticRegression } from './linear/logistic-regression.ts'

/** One line an estimator. The first is what a config without `model.type` gets. */
export const ESTIMATORS = [randomForest, gradientBoosting, logisticRegression, linearRegression] as const

export type EstimatorName = (typeof ESTIMATORS)[number]['name']

/** In the order of the registration. */
export const estimatorNames: readonly EstimatorName[] = ESTIMATORS.map(({ name }) => name)

/** The names of the estimators that can learn a task. */
export function estimatorsFor(task: Task): EstimatorName[] {
  return ESTIMATORS.filter(({ tasks }) => tasks.includes(task)).map(({ name }) => name)
}

/** @throws PARAMETER_INVALID */
export function estimatorNamed(name: string): AnyEstimator {
  const found = ESTIMATORS.find((estimator) => estimator.name === name)
  if (found !== undefined) return found
  throw new AppError('PARAMETER_INVALID', `no such estimator '${name}'${didYouMean(name, estimatorNames)}`, {
    where: 'model.type',
    fix: `Use ${estimatorNames.join(', ')}`,
  })
}
