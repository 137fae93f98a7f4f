export { EXPERIMENT_NAMES, fieldNames, LOGGED_MODEL_NAMES, RUN_NAMES } from './filter/field-names.ts'
export {
  attribute,
  type Comparison,
  type ExperimentField,
  equal,
  type Field,
  type Filter,
  type LoggedModelField,
  type MetricRollup,
  type Relation,
  type RunField,
  tagged,
} from './filter/filter.ts'
export { type FieldNames, parseFilter } from './filter/parse-filter.ts'
export { parseOrder } from './filter/parse-order.ts'
export { latestMetrics } from './latest-metric.ts'
export {
  checkBatch,
  checkExperimentName,
  checkExperimentTags,
  checkInput,
  checkTags,
  checkTimestamp,
} from './limits.ts'
export type {
  LoggedModel,
  LoggedModelSearch,
  LoggedModelStatus,
  LoggedModelStore,
  NewLoggedModel,
} from './logged-model-store.ts'
export type { Metric, ModelMetric } from './metric.ts'
export { metricValues } from './metric-values.ts'
export { decodePageToken, encodePageToken, type PagePosition } from './page-token.ts'
export { type GitState, type RunEnvironment, runEnvironmentTags, type SourceInfo } from './run-environment.ts'
export type { RunLiveness } from './run-liveness.ts'
export { generateRunName } from './run-name.ts'
export type {
  DatasetInput,
  DatasetSummary,
  Experiment,
  HistoryPage,
  LifecycleStage,
  ModelOutput,
  NewRun,
  Run,
  RunChange,
  RunSearch,
  RunStatus,
  RunStore,
  SampledHistory,
  View,
} from './run-store.ts'
export { sampleSteps } from './sample-steps.ts'
export { checkPageSize, everyItem, type Order, type Page, type PageSizes, type Search } from './search.ts'
export { isUrl, maskedUrl, type StoreLocation, storeLocation } from './store-location.ts'
export type { Trash, TrashedExperiment, TrashedModel, TrashedRun } from './trash.ts'
