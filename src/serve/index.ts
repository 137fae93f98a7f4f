export type { Answer, Outcome } from './answer.ts'
export { classLabelOf, labelValues } from './class-label.ts'
export { MAX_LABELS, PREDICTION_ID, parseFeedback } from './feedback.ts'
export type { InputRecord, InputValue, LoadedModel } from './loaded-model.ts'
export { createModelFollower, type ModelFollower, type ModelFollowerDeps } from './model-follower.ts'
export type { ModelSource, Ticker } from './model-source.ts'
export type { HistoryQuery, LogInspection, PredictionHistory, PredictionWindow } from './prediction-history.ts'
export type { LabelRecord, PredictionLog, PredictionRecord } from './prediction-log.ts'
export {
  createPredictionService,
  MAX_ROWS,
  type Prediction,
  type PredictionService,
  type PredictionServiceDeps,
} from './prediction-service.ts'
export { answerSchema, type JsonSchema, recordSchema } from './request-schema.ts'
export type { ServingObserver } from './serving-observer.ts'
export {
  type ColumnRule,
  resolveServingOptions,
  type ServingOptions,
  type Tier,
} from './serving-options.ts'
export { type ValidationIssue, validationError } from './validation-issue.ts'
