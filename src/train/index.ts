export type { Estimator, EstimatorName, FitOptions, Parameters } from './estimator.ts'
export type { FittedModel, LinearModel, TreeEnsemble } from './fitted-model.ts'
