import { createKeys, type Keys } from '../access/index.ts'
import type { Config } from '../config/index.ts'
import { type BackupResult, backup, type GcRequest, type GcResult, gc, restore } from './housekeeping/index.ts'
import { type ImportResult, importMlflow } from './importing/index.ts'
import { createPredictions, doctor, type Finding, type Predictions } from './observation/index.ts'
import type { ProjectDeps } from './ports/index.ts'
import { createModels, type Models } from './registered-models.ts'
import { type ShipRequest, type ShipResult, ship } from './release/index.ts'
import { type RetrainRequest, type RetrainResult, retrain } from './retraining/index.ts'
import { type PredictRequest, type PredictResult, predictFile } from './serving/index.ts'
import { createRuns, needConfig, type Runs, type TrainRequest, type TrainResult, train } from './training/index.ts'

/**
 * An open project: everything a user can do with a config and a store. The command line calls these functions, and they are
 * the library's API. The store is opened when something is first asked of it: then STORE_LOCKED, STORE_INVALID,
 * STORE_UNWRITABLE and TRACKING_REMOTE_UNSUPPORTED are said.
 */
export interface Project extends AsyncDisposable {
  /** Undefined where there is no config file. */
  readonly config: Config | undefined
  /** Absolute folder of the store. @throws TRACKING_REMOTE_UNSUPPORTED */
  readonly folder: string
  readonly runs: Runs
  readonly models: Models
  readonly predictions: Predictions
  /** Who may ask a tracking server of the store. */
  readonly keys: Keys
  /** Trains, measures, gates and registers one candidate. `config`: @default the project's @throws CONFIG_NOT_FOUND without one */
  train(request?: Partial<TrainRequest>): Promise<TrainResult>
  /** Trains on newer data, and promotes the candidate if it beats the champion. `config`: @default the project's */
  retrain(request?: Partial<RetrainRequest>): Promise<RetrainResult>
  /** Scores a file. */
  predict(request: PredictRequest): Promise<PredictResult>
  /** Writes the files that carry a model to where it runs. */
  ship(request: ShipRequest): Promise<ShipResult>
  /** Whether this machine and this project are fit for work. */
  doctor(): Promise<readonly Finding[]>
  /** Copies the store and its artifacts, while others go on working, to a folder or `s3://bucket/prefix` that is empty. @throws RESOURCE_ALREADY_EXISTS */
  backup(location: string): Promise<BackupResult>
  /** Fills this store, which must be empty, from a backup. @throws RESOURCE_ALREADY_EXISTS, STORE_INVALID, ARTIFACT_DIGEST */
  restore(location: string): Promise<BackupResult>
  /** Copies everything of an MLflow store: an `mlruns` folder, an `mlflow.db` or the address of a server. @throws RESOURCE_ALREADY_EXISTS, STORE_INVALID, IMPORT_INCOMPLETE */
  importMlflow(
    location: string,
    options?: { readonly artifacts?: string; readonly dryRun?: boolean },
  ): Promise<ImportResult>
  /** Erases what was deleted, with its artifacts, for good; what a registered version needs stays. */
  gc(request?: GcRequest): Promise<GcResult>
  /** Closes what was opened; also at the end of an `await using`. */
  close(): Promise<void>
}

export interface ProjectOptions {
  readonly config: Config | undefined
  close(): Promise<void>
}

export function createProject(deps: ProjectDeps, { config, close }: ProjectOptions): Project {
  return {
    config,
    get folder() {
      return deps.store.folder()
    },
    runs: createRuns(deps),
    models: createModels(deps, config),
    predictions: createPredictions(deps),
    keys: createKeys(deps),
    train: async (request) => train(deps, { ...request, config: needConfig(request?.config ?? config) }),
    retrain: async (request) => retrain(deps, { ...request, config: needConfig(request?.config ?? config) }),
    predict: (request) => predictFile(deps, request),
    ship: (request) => ship(deps, request),
    doctor: () => doctor(deps, config),
    backup: (location) => backup(deps, location),
    restore: (location) => restore(deps, location),
    async importMlflow(location, { artifacts, dryRun } = {}) {
      const source = deps.mlflowAt(location, { artifacts })
      return importMlflow(deps, source, { dryRun }).finally(() => source.close())
    },
    gc: (request) => gc(deps, request),
    close,
    [Symbol.asyncDispose]: close,
  }
}
