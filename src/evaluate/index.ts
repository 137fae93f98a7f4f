export { type ClassificationMetrics, type ClassificationOptions, evaluateClassification } from './classification.ts'
export { type ClassificationReport, type ClassScoresLine, renderClassificationReport } from './classification-report.ts'
export type { ConfusionMatrix } from './confusion-matrix.ts'
export {
  type CalibrationCurve,
  type CalibrationOptions,
  type CurveOptions,
  calibrationCurve,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rocCurve,
  spreadIndices,
} from './curves.ts'
export { type EvaluationTextInput, type Measured, renderEvaluation } from './evaluation-text.ts'
export { summariseFolds } from './fold-summary.ts'
export { type MetricIntervals, metricIntervalSteps, metricIntervals } from './metric-intervals.ts'
export {
  HEADLINE_METRICS,
  higherIsBetter,
  hubMetric,
  isSliced,
  metricOf,
  type RunMetric,
  readRunMetric,
  runMetrics,
  runMetricsOf,
  shortMetric,
  tasksOf,
} from './metric-names.ts'
export { evaluationPlots } from './plots/evaluation-plots.ts'
export { evaluateRegression, type RegressionMetrics } from './regression.ts'
export { labelsAt, type RowMetric, rowMetrics } from './row-metrics.ts'
export { evaluateSlices, type SliceMetric, type SliceOptions, sliceText } from './slices.ts'
export type {
  ClassPredictions,
  ClassTruth,
  MetricMap,
  NumericPredictions,
  NumericTruth,
  Predictions,
  Truth,
} from './truth.ts'
