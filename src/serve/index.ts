export type { LabelRecord, PredictionLog, PredictionRecord } from './prediction-log.ts'
