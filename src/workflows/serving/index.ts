export {
  answerColumns,
  type PredictDeps,
  type PredictRequest,
  type PredictResult,
  predictFile,
  withAnswers,
} from './batch-prediction.ts'
export { createModelSource, type FollowDeps, type FollowRequest } from './model-source.ts'
export { readModelTable, wholeTable } from './model-table.ts'
export { servedPredictions } from './served-predictions.ts'
export { servingOf } from './serving-of.ts'
