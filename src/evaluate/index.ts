export { type ClassificationMetrics, type ClassificationOptions, evaluateClassification } from './classification.ts'
export type { ClassificationReport, ClassScoresLine } from './classification-report.ts'
export type { ConfusionMatrix } from './confusion-matrix.ts'
export {
  type CalibrationCurve,
  type CurveOptions,
  calibrationCurve,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
} from './curves.ts'
export { type EvaluationTextInput, renderEvaluation } from './evaluation-text.ts'
export { summariseFolds } from './fold-summary.ts'
export { higherIsBetter, metricOf, runMetrics } from './metric-names.ts'
export { evaluationPlots } from './plots/evaluation-plots.ts'
export { evaluateRegression, type RegressionMetrics } from './regression.ts'
export { evaluateSlices, type SliceMetric, type SliceOptions } from './slices.ts'
export type {
  ClassPredictions,
  ClassTruth,
  MetricMap,
  NumericPredictions,
  NumericTruth,
  Predictions,
  Truth,
} from './truth.ts'
