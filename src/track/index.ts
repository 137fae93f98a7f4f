export { latestMetrics } from './latest-metric.ts'
export {
  checkBatch,
  checkExperimentName,
  checkExperimentTags,
  checkInput,
  checkPageSize,
  checkTags,
  checkTimestamp,
} from './limits.ts'
export { metricValues } from './metric-values.ts'
export { decodePageToken, encodePageToken } from './page-token.ts'
export { type GitState, type RunEnvironment, runEnvironmentTags, type SourceInfo } from './run-environment.ts'
export type { RunLiveness } from './run-liveness.ts'
export { generateRunName } from './run-name.ts'
export type {
  DatasetInput,
  Experiment,
  LifecycleStage,
  Metric,
  NewRun,
  Page,
  Run,
  RunQuery,
  RunStatus,
  RunStore,
} from './run-store.ts'
export { storeLocation } from './store-location.ts'
