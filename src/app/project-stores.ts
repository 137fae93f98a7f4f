// What a project stands on: its config, and the stores that it names. Each is opened when something is first asked of it.
import { join, resolve } from 'node:path'
import { systemClock } from '../adapters/system/index.ts'
import type { Config, ConfigValues } from '../config/index.ts'
import { type Clock, type Reporter, SILENT } from '../core/index.ts'
import { isUrl, storeLocation } from '../track/index.ts'
import { readConfig } from './config-file.ts'
import { createEmbeddedStore, type EmbeddedStore } from './embedded-store.ts'

export interface OpenStoresOptions {
  /** Config file, or what one would hold. @default modelwright.yaml or config.yaml of the current folder, if there is one */
  readonly config?: string | ConfigValues
  /** Folder of the embedded store, or the URL of another. @default as MODELWRIGHT_STORE, MLFLOW_TRACKING_URI or the config say, else .modelwright beside the config */
  readonly store?: string
  /** Where artifacts are kept: a folder, or `s3://bucket/prefix`; a remote store has its own. @default as MODELWRIGHT_ARTIFACTS says, else `artifacts` of the embedded store's folder */
  readonly artifactStore?: string | undefined
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
  /** It answers for the store: a tracking_uri is that of its clients, and runs do not die with it. @default false */
  readonly serves?: boolean | undefined
}

export interface ProjectStores extends EmbeddedStore {
  readonly config: Config | undefined
  /** Absolute folder of the config, or the current one. */
  readonly root: string
  readonly clock: Clock
  readonly reporter: Reporter
}

/** @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export function openStores(options: OpenStoresOptions): ProjectStores {
  const { store, artifactStore, local, env = process.env, reporter = SILENT, createStore, serves = false } = options
  const cwd = resolve(options.cwd ?? '.')
  const config = readConfig(options.config, cwd)
  const root = config?.root ?? cwd
  const uri = serves ? undefined : config?.mlflow.tracking_uri
  const place = {
    store: store === undefined || isUrl(store) ? store : resolve(cwd, store),
    local,
    env: serves ? { ...env, MLFLOW_TRACKING_URI: undefined } : env,
    root,
    trackingUri: uri === undefined ? undefined : { value: uri, where: config!.where('mlflow.tracking_uri') },
  }
  const named = artifactStore ?? (env['MODELWRIGHT_ARTIFACTS'] || undefined)
  const clock = systemClock
  const opened = createEmbeddedStore({
    location: () => storeLocation(place),
    localFolder: join(root, '.modelwright'),
    artifacts: named === undefined || isUrl(named) ? named : resolve(artifactStore === undefined ? root : cwd, named),
    clock,
    reporter,
    env,
    create: createStore,
    ownsRuns: !serves,
  })
  return { ...opened, config, root, clock, reporter }
}
