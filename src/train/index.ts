export type { Estimator, EstimatorName, Parameters } from './estimator.ts'
export { estimatorNamed, estimatorsFor } from './estimators.ts'
export type { FittedModel, LinearModel, TreeEnsemble } from './fitted-model.ts'
export { predict } from './predict.ts'
