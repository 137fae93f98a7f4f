export { classLabelOf, isYesNo, labelValues } from './class-label.ts'
export { MAX_LABELS, parseFeedback } from './feedback.ts'
export { type JoinedLabels, joinLabels } from './join-labels.ts'
export { PREDICTION_ID } from './label-entry.ts'
export { parseLabels } from './parse-labels.ts'
export type {
  AggregateQuery,
  HistoryQuery,
  HistoryScope,
  LogInspection,
  PredictionGroup,
  PredictionHistory,
  PredictionWindow,
} from './prediction-history.ts'
export { createPredictionIds } from './prediction-id.ts'
export type { LabelRecord, PredictionLog, PredictionRecord } from './prediction-log.ts'
export {
  LOG_SEGMENTS,
  type LogSegments,
  type SegmentColumn,
  type SegmentSchema,
  schemaAt,
  schemaVersion,
  type WrittenSegments,
} from './segment-schema.ts'
