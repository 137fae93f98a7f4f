export type { Estimator, EstimatorName, FitOptions, Parameters } from './estimator.ts'
export { estimatorNamed, estimatorsFor } from './estimators.ts'
export type { FittedModel, LinearModel, TreeEnsemble } from './fitted-model.ts'
export { type Prediction, predict } from './predict.ts'
