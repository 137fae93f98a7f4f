// The entry `modelwright/client`: a client of tracking servers, MLflow's and ours, without anything heavy.
export {
  type ActiveRun,
  type Bytes,
  createTrackingClient,
  type SearchText,
  type StartRun,
  type TrackingClient,
  type TrackingClientOptions,
} from './adapters/mlflow-client/index.ts'
export { AppError, type AppErrorCode, isAppError } from './core/index.ts'
export type { ModelVersion, RegisteredModel } from './registry/index.ts'
export type { Experiment, Run } from './track/index.ts'
