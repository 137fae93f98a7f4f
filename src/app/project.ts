// Wires a project: its config, its store and what computes.
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDuckdbTableReader, createDuckdbTableWriter } from '../adapters/duckdb/index.ts'
import { createSourceInfo, userName } from '../adapters/git/index.ts'
import { createOwnPackage } from '../adapters/npm/index.ts'
import { createOnnxRuntimeEngine } from '../adapters/onnxruntime/index.ts'
import { createMachine, createPace, systemProcesses } from '../adapters/system/index.ts'
import { prepareOnThread } from '../adapters/threads/index.ts'
import { createUserFiles } from '../adapters/user-files/index.ts'
import { createProject, type Project } from '../workflows/index.ts'
import { modelLimits, type ProjectDeps } from '../workflows/ports/index.ts'
import { type OpenStoresOptions, openStores } from './project-stores.ts'
import { VERSION } from './version.ts'

export interface OpenProjectOptions extends OpenStoresOptions {
  /** Stops what the project is computing: it fails with INTERRUPTED, and a training marks its run KILLED. @default nothing stops it */
  readonly signal?: AbortSignal | undefined
}

/** Reads the config and lends a project; its store is opened when something is first asked of it. @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export async function openProject(options: OpenProjectOptions = {}): Promise<Project> {
  const { ports, close, config, root, clock, reporter } = openStores(options)
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
    pace: createPace(options.signal),
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
