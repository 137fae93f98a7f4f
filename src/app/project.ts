// Wires a project: its config, its store and what computes.
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDuckdbTableReader, createDuckdbTableWriter } from '../adapters/duckdb/index.ts'
import { createSourceInfo, userName } from '../adapters/git/index.ts'
import { createOwnPackage } from '../adapters/npm/index.ts'
import { createOnnxRuntimeEngine } from '../adapters/onnxruntime/index.ts'
import { createMachine, createPace, systemClock, systemProcesses } from '../adapters/system/index.ts'
import { prepareOnThread } from '../adapters/threads/index.ts'
import { createUserFiles } from '../adapters/user-files/index.ts'
import type { ConfigValues } from '../config/index.ts'
import { type Reporter, SILENT } from '../core/index.ts'
import { storeLocation } from '../track/index.ts'
import { createProject, type Project } from '../workflows/index.ts'
import { modelLimits, type ProjectDeps } from '../workflows/ports/index.ts'
import { readConfig } from './config-file.ts'
import { createEmbeddedStore } from './embedded-store.ts'
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

/** Reads the config and lends a project; its store is opened when something is first asked of it. @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export async function openProject(options: OpenProjectOptions = {}): Promise<Project> {
  const { store, local, env = process.env, reporter = SILENT, signal, createStore } = options
  const cwd = resolve(options.cwd ?? '.')
  const config = readConfig(options.config, cwd)
  const root = config?.root ?? cwd
  const uri = config?.mlflow.tracking_uri
  const place = {
    store: store === undefined ? undefined : resolve(cwd, store),
    local,
    env,
    root,
    trackingUri: uri === undefined ? undefined : { value: uri, where: config!.where('mlflow.tracking_uri') },
  }
  const clock = systemClock
  const { ports, close } = createEmbeddedStore({
    folder: () => storeLocation(place),
    clock,
    reporter,
    create: createStore,
  })
  const source = createSourceInfo({
    folder: root,
    sourceName: basename(process.argv[1] ?? 'modelwright'),
    version: VERSION,
  })
  const limits = modelLimits(config?.limits)
  const deps: ProjectDeps = {
    ...ports,
    clock,
    reporter,
    pace: createPace(signal),
    reader: createDuckdbTableReader(),
    writer: createDuckdbTableWriter({ processes: systemProcesses }),
    source,
    files: createUserFiles({ processes: systemProcesses }),
    engine: createOnnxRuntimeEngine({ memoryBytes: limits.memoryBytes, seconds: config?.limits?.engine_seconds }),
    limits,
    prepare: prepareOnThread,
    machine: createMachine(),
    ownPackage: createOwnPackage(fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '')),
    user: userName(),
  }
  return createProject(deps, { config, close })
}
