export { artifactPath } from './artifact-path.ts'
export type { ArtifactInfo, ArtifactStore } from './artifact-store.ts'
export { latestMetrics } from './latest-metric.ts'
export {
  type CheckedBatch,
  checkBatch,
  checkExperimentName,
  checkExperimentTags,
  checkInput,
  checkPageSize,
  checkTags,
  checkTimestamp,
} from './limits.ts'
export { metricValues } from './metric-values.ts'
export { decodePageToken, encodePageToken, type PagePosition } from './page-token.ts'
export { type GitState, type RunEnvironment, runEnvironmentTags, type SourceInfo } from './run-environment.ts'
export { generateRunName } from './run-name.ts'
export { type StoreLocationOptions, storeLocation } from './store-location.ts'
export type {
  DatasetInput,
  Experiment,
  LifecycleStage,
  Metric,
  NewRun,
  Page,
  Run,
  RunBatch,
  RunQuery,
  RunStatus,
  TrackingStore,
} from './tracking-store.ts'
