// Wires a project: its config, the embedded store and what computes.
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDuckdbTableReader, createDuckdbTableWriter } from '../adapters/duckdb/index.ts'
import { createSourceInfo, userName } from '../adapters/git/index.ts'
import { createLocalArtifactStore } from '../adapters/local-artifacts/index.ts'
import { createOwnPackage } from '../adapters/npm/index.ts'
import { createOnnxRuntimeFallback } from '../adapters/onnxruntime/index.ts'
import { createPredictionHistory, createPredictionLog } from '../adapters/prediction-log/index.ts'
import { openSqliteStore } from '../adapters/sql/index.ts'
import { createMachine, createPace, systemClock, systemProcesses } from '../adapters/system/index.ts'
import { prepareOnThread } from '../adapters/threads/index.ts'
import { createUserFiles } from '../adapters/user-files/index.ts'
import type { Config, ConfigValues } from '../config/index.ts'
import { type Reporter, SILENT } from '../core/index.ts'
import type { PredictionLog } from '../predictions/index.ts'
import { storeLocation } from '../track/index.ts'
import { createProject, type Project } from '../workflows/index.ts'
import type { Machine } from '../workflows/observation/index.ts'
import { modelLimits } from '../workflows/ports/index.ts'
import { readConfig } from './config-file.ts'
import { VERSION } from './version.ts'

export interface OpenProjectOptions {
  /** Config file, or what one would hold. @default modelwright.yaml or config.yaml of the current folder, if there is one */
  readonly config?: string | ConfigValues
  /** Folder of the embedded store. @default as MODELWRIGHT_STORE, MLFLOW_TRACKING_URI or the config say, else .modelwright beside the config */
  readonly store?: string
  /** Uses .modelwright whatever the environment and the config say. @default false */
  readonly local?: boolean
  /** Where relative paths start. @default the process's current folder */
  readonly cwd?: string
  /** @default the process's environment */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** @default says nothing */
  readonly reporter?: Reporter
  /** Makes the store if it is missing; otherwise it reads as empty. @default true */
  readonly createStore?: boolean | undefined
  /** Stops what the project is computing: it fails with INTERRUPTED, and a training marks its run KILLED. @default nothing stops it */
  readonly signal?: AbortSignal | undefined
}

export interface OpenProject {
  readonly project: Project
  /** Undefined where there is no config file. */
  readonly config: Config | undefined
  /** Absolute folder of the store. */
  readonly folder: string
  readonly machine: Machine
  readonly log: PredictionLog
  close(): Promise<void>
}

/**
 * Opens a project: its config, and the embedded store with runs, registry, artifacts and predictions.
 * @throws CONFIG_NOT_FOUND, CONFIG_INVALID, TRACKING_REMOTE_UNSUPPORTED, STORE_LOCKED, STORE_INVALID
 */
export async function openProject(options: OpenProjectOptions = {}): Promise<OpenProject> {
  const { store, local, env = process.env, reporter = SILENT, signal, createStore } = options
  const cwd = resolve(options.cwd ?? '.')
  const config = readConfig(options.config, cwd)
  const root = config?.root ?? cwd
  const uri = config?.mlflow.tracking_uri
  const folder = storeLocation({
    store: store === undefined ? undefined : resolve(cwd, store),
    local,
    env,
    root,
    trackingUri: uri === undefined ? undefined : { value: uri, where: config!.where('mlflow.tracking_uri') },
  })
  const clock = systemClock
  const { runs, models, ledger, readOnly, close } = await openSqliteStore({
    path: join(folder, 'store.db'),
    clock,
    processes: systemProcesses,
    create: createStore,
  })
  const source = createSourceInfo({
    folder: root,
    sourceName: basename(process.argv[1] ?? 'modelwright'),
    version: VERSION,
  })
  const log = createPredictionLog({ root: folder, clock, reporter, processes: systemProcesses })
  const limits = modelLimits(config?.limits)
  const project = createProject({
    clock,
    reporter,
    pace: createPace(signal),
    reader: createDuckdbTableReader(),
    writer: createDuckdbTableWriter({ processes: systemProcesses }),
    runs,
    models,
    ledger,
    blobs: createLocalArtifactStore(join(folder, 'artifacts')),
    source,
    log,
    history: createPredictionHistory({ root: folder, reporter, processes: systemProcesses }),
    files: createUserFiles({ processes: systemProcesses }),
    fallback: createOnnxRuntimeFallback({ memoryBytes: limits.memoryBytes, seconds: config?.limits?.engine_seconds }),
    limits,
    prepare: prepareOnThread,
    folder,
    ownPackage: createOwnPackage(fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')),
    user: userName(),
  })
  return {
    project,
    config,
    folder,
    machine: createMachine(folder, readOnly),
    log,
    async close() {
      await log.close()
      await close()
    },
  }
}
