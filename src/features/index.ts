export type { BinaryOperator, Expression, FunctionName } from './expression.ts'
export type { FeatureMatrix, Precision } from './feature-matrix.ts'
export type { FittedFeature, FittedFeatures, FittedNumeric, FittedOneHot, FittedOrdinal } from './fitted-features.ts'
