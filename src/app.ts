// Wires everything: the only file that knows the adapters.
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDuckdbTableReader, createDuckdbTableWriter } from './adapters/duckdb/index.ts'
import { createSourceInfo, userName } from './adapters/git/index.ts'
import { createLocalArtifactStore } from './adapters/local-artifacts/index.ts'
import { createOwnPackage } from './adapters/npm/index.ts'
import { createOnnxRuntimeFallback } from './adapters/onnxruntime/index.ts'
import { createPredictionHistory, createPredictionLog } from './adapters/prediction-log/index.ts'
import { openSqlStore, systemProcesses } from './adapters/sql/index.ts'
import { createLogger, createMachine, createPace, systemClock, systemTicker } from './adapters/system/index.ts'
import { prepareOnThread } from './adapters/threads/index.ts'
import { createUserFiles } from './adapters/user-files/index.ts'
import { type Config, type ConfigValues, configFromValues, parseConfig } from './config/index.ts'
import { AppError, type Reporter, SILENT } from './core/index.ts'
import type { ModelServer } from './http/index.ts'
import { createModelFollower, createPredictionService, type LoadedModel, type PredictionLog } from './serve/index.ts'
import { storeLocation } from './track/index.ts'
import {
  createProject,
  type FollowRequest,
  type Machine,
  modelLimits,
  type Project,
  type TrainResult,
  withOverrides,
} from './workflows/index.ts'

const PACKAGE = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** Version of modelwright. */
export const VERSION = PACKAGE.version

const CONFIG_NAMES = ['modelwright.yaml', 'modelwright.yml', 'config.yaml', 'config.yml']

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
  const { tracking, registry, readOnly, close } = await openSqlStore({
    path: join(folder, 'store.db'),
    clock,
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
    writer: createDuckdbTableWriter(),
    tracking,
    registry,
    artifacts: createLocalArtifactStore(join(folder, 'artifacts')),
    source,
    log,
    history: createPredictionHistory({ root: folder, reporter, processes: systemProcesses }),
    files: createUserFiles(),
    fallback: createOnnxRuntimeFallback({ memoryBytes: limits.memoryBytes, seconds: config?.limits?.engine_seconds }),
    limits,
    prepare: prepareOnThread,
    folder,
    ownPackage: createOwnPackage(fileURLToPath(new URL('..', import.meta.url)).replace(/[/\\]$/, '')),
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

export interface TrainOptions extends OpenProjectOptions {
  /** Table to learn from, in place of the config's. */
  readonly data?: string
  /** Column to predict, in place of the config's. */
  readonly target?: string
}

/**
 * Trains, measures, gates and registers one candidate.
 * @example
 * const { metrics, gate } = await train({ config: { data: { train_path: 'churn.csv', target_column: 'churned' } } })
 */
export async function train({ data, target, ...options }: TrainOptions = {}): Promise<TrainResult> {
  const cwd = resolve(options.cwd ?? '.')
  const { project, config, close } = await openProject(options)
  try {
    return await project.train({
      config: withOverrides(config, { data: data === undefined ? undefined : resolve(cwd, data), target }, cwd),
    })
  } finally {
    await close()
  }
}

export interface ServeModelOptions extends FollowRequest {
  /** @default 8000; 0 = any free port */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /** Allows a host that other machines can reach, although there are no keys. @default false */
  readonly insecure?: boolean
  /** Names the server is asked by, besides those of this machine and of `serving.allowed_hosts`. @default none */
  readonly allowedHosts?: readonly string[]
  /** Level of the JSON log on standard error. @default 'info' */
  readonly logLevel?: string
}

export interface RunningServer {
  readonly address: string
  readonly server: ModelServer
  /** The model that answers now. */
  current(): LoadedModel
}

/** Loads a model, follows its reference and answers over HTTP. End it with `server.drain()`. @throws RESOURCE_DOES_NOT_EXIST, INSECURE_BIND, ADDRESS_IN_USE */
export async function serveModel({ project, log }: OpenProject, options: ServeModelOptions): Promise<RunningServer> {
  const { port = 8000, host, insecure, allowedHosts = [], logLevel = 'info', serving } = options
  // Loaded here alone: most commands do not serve, and start faster without it.
  const { createModelServer, createServingMetrics } = await import('./http/index.ts')
  const logger = await createLogger(logLevel)
  const metrics = createServingMetrics(logger)
  const service = createPredictionService({ log, clock: systemClock, observer: metrics })
  const models = createModelFollower({
    source: project.follow(options),
    ticker: systemTicker,
    observer: metrics,
    settled: (model) => service.settled(model),
  })
  await models.start()
  const server = await createModelServer({
    models,
    service,
    log,
    metrics,
    clock: systemClock,
    logger,
    version: VERSION,
    ...(serving?.max_bodies_mb === undefined ? {} : { bodiesLimit: serving.max_bodies_mb << 20 }),
  })
  const address = await server.listen({
    port,
    ...(host === undefined ? {} : { host }),
    ...(insecure === undefined ? {} : { insecure }),
    allowedHosts: [...allowedHosts, ...(serving?.allowed_hosts ?? [])],
  })
  const { name, version, digest, scorer } = models.current()!
  logger.info({ address, model: name, version, digest, engine: scorer.engine }, 'serving')
  return { address, server, current: () => models.current()! }
}

function readConfig(named: string | ConfigValues | undefined, cwd: string): Config | undefined {
  if (named !== undefined && typeof named !== 'string') {
    return configFromValues(named, { file: 'the config object', root: cwd })
  }
  const path = named === undefined ? CONFIG_NAMES.map((name) => join(cwd, name)).find(existsSync) : resolve(cwd, named)
  if (path === undefined) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError(
      'CONFIG_NOT_FOUND',
      `cannot read the config '${named ?? path}' (${(cause as NodeJS.ErrnoException).code})`,
      {
        fix: 'Check the path after --config',
        cause,
      },
    )
  }
  return parseConfig(text, { file: basename(path), root: dirname(path) })
}
