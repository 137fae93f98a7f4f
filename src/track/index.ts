export type { ArtifactInfo, ArtifactStore } from './artifact-store.ts'
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
