export { type ClassificationMetrics, evaluateClassification } from './classification.ts'
export type { ClassificationReport, ClassScoresLine } from './classification-report.ts'
export { type ConfusionMatrix, confusionMatrix } from './confusion-matrix.ts'
export { type CalibrationCurve, calibrationCurve, precisionRecallCurve, rocCurve, spreadIndices } from './curves.ts'
export { type FoldSummary, foldMetrics, summariseFolds } from './fold-summary.ts'
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
export { evaluateRegression, type RegressionMetrics } from './regression.ts'
export { predictedClasses, rowMetrics } from './row-metrics.ts'
export { evaluateSlices, type SliceMetric } from './slices.ts'
export type {
  ClassPredictions,
  ClassTruth,
  MetricMap,
  NumericPredictions,
  NumericTruth,
  Predictions,
  Truth,
} from './truth.ts'
