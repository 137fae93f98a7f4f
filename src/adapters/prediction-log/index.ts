export { createPredictionHistory } from './prediction-history.ts'
export { createPredictionLog, type DiskPredictionLog, type PredictionLogDeps } from './prediction-log.ts'
