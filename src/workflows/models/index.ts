export { championOf } from './champion.ts'
export {
  type DefaultModel,
  defaultModel,
  onlyModel,
  type TrainedConfigDeps,
  type TrainedConfigRequest,
  trainedConfig,
} from './default-model.ts'
export { refuseKnownGraph } from './known-graph.ts'
export { loggedMetrics } from './logged-metrics.ts'
export { type ModelDetails, showModel } from './model-details.ts'
export { EXTRA_FILES } from './model-extra-files.ts'
export { readModelFiles } from './model-files.ts'
export { type ModelReference, modelName, resolveReference, servedUri } from './model-reference.ts'
export { inputTypes, readingOptions } from './reading-options.ts'
export {
  type ModelDeps,
  openModel,
  openVersion,
  readingConfigOf,
  referenceProfileOf,
  type ScorerDeps,
  type StoredModel,
  type StoredReadingConfig,
  type StoredTrainingConfig,
  trainingConfigOf,
  type VersionDeps,
  withModelScorer,
} from './stored-model.ts'
