export { createPredictionHistory } from './prediction-history.ts'
export { createPredictionLog, type PredictionLogDeps } from './prediction-log.ts'
