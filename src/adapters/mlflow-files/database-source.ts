// The SQLite database of an MLflow server, of 2.x and 3.x: opened read-only, and asked for what it has.
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { BlobStore } from '../../artifacts/index.ts'
import { AppError } from '../../core/index.ts'
import { type ModelVersion, parseStage, type RegisteredModel } from '../../registry/index.ts'
import type { Experiment } from '../../track/index.ts'
import type { MlflowSource } from '../../workflows/ports/index.ts'
import { artifactPrefix } from './artifact-prefix.ts'
import { type Ask, metricOf, numberOf, orNull, pairsOf, type Row, stageOf, textOf } from './database-rows.ts'
import { loggedModelOf, runOf } from './database-runs.ts'

export interface DatabaseSourceOptions {
  /** Of the file. */
  readonly path: string
  /** Absolute folder in which artifacts may lie. @default the folder of the file */
  readonly artifacts?: string | undefined
  blobsAt(folder: string): BlobStore
}

const PAGE = 500

interface Opened {
  readonly database: DatabaseSync
  readonly tables: ReadonlySet<string>
}

/** @throws STORE_INVALID */
function openDatabase(path: string): Opened {
  const invalid = (problem: string, cause?: unknown): AppError =>
    new AppError('STORE_INVALID', problem, {
      where: path,
      fix: 'Name the SQLite file of an MLflow tracking server (mlflow.db)',
      cause,
    })
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true })
    const found = database.prepare("select name from sqlite_master where type = 'table'").all()
    const tables = new Set(found.map((row) => textOf(row, 'name')))
    if (tables.has('experiments') && tables.has('latest_metrics')) return { database, tables }
  } catch (error) {
    database?.close()
    throw invalid('it cannot be read as a SQLite database', error)
  }
  database.close()
  throw invalid('it has no tables of MLflow')
}

function experimentOf(ask: Ask, row: Row): Experiment {
  return {
    experimentId: textOf(row, 'experiment_id'),
    name: textOf(row, 'name'),
    artifactLocation: textOf(row, 'artifact_location'),
    lifecycleStage: stageOf(row),
    creationTime: numberOf(row, 'creation_time'),
    lastUpdateTime: numberOf(row, 'last_update_time'),
    tags: pairsOf(ask('experiment_tags', 'where experiment_id = ?', numberOf(row, 'experiment_id'))),
  }
}

function aliasesOf(ask: Ask, name: string): Record<string, number> {
  const rows = ask('registered_model_aliases', 'where name = ?', name)
  return Object.fromEntries(rows.map((row) => [textOf(row, 'alias'), numberOf(row, 'version')]))
}

function modelOf(ask: Ask, row: Row): RegisteredModel {
  const name = textOf(row, 'name')
  return {
    name,
    description: orNull(row, 'description'),
    creationTime: numberOf(row, 'creation_time'),
    lastUpdatedTime: numberOf(row, 'last_updated_time'),
    tags: pairsOf(ask('registered_model_tags', 'where name = ?', name)),
    aliases: aliasesOf(ask, name),
  }
}

function versionOf(ask: Ask, row: Row): ModelVersion {
  const [name, version] = [textOf(row, 'name'), numberOf(row, 'version')]
  const held = Object.entries(aliasesOf(ask, name)).filter(([, of]) => of === version)
  const source = textOf(row, 'source')
  return {
    name,
    version,
    creationTime: numberOf(row, 'creation_time'),
    lastUpdatedTime: numberOf(row, 'last_updated_time'),
    stage: parseStage(textOf(row, 'current_stage') || 'None'),
    aliases: held.map(([alias]) => alias),
    description: orNull(row, 'description'),
    source,
    runId: orNull(row, 'run_id'),
    digest: null,
    modelId: /^models:\/(m-[0-9a-f]{32})/.exec(source)?.[1] ?? null,
    runLink: orNull(row, 'run_link'),
    tags: pairsOf(ask('model_version_tags', 'where name = ? and version = ?', name, version)),
  }
}

/** @throws STORE_INVALID */
export function openDatabaseSource({ path, artifacts, blobsAt }: DatabaseSourceOptions): MlflowSource {
  const { database, tables } = openDatabase(path)
  const root = artifacts ?? dirname(path)
  const blobs = blobsAt(root)
  const ask: Ask = (table, rest, ...values) =>
    tables.has(table) ? database.prepare(`select * from ${table} ${rest}`).all(...values) : []
  return {
    location: path,
    experiments: async () => ask('experiments', 'order by experiment_id').map((row) => experimentOf(ask, row)),
    async *runs(experimentId) {
      const rest = 'where experiment_id = ? and run_uuid > ? order by run_uuid limit ?'
      for (let after = ''; ; ) {
        const rows = ask('runs', rest, Number(experimentId), after, PAGE)
        for (const row of rows) yield runOf(ask, row)
        if (rows.length < PAGE) return
        after = textOf(rows.at(-1)!, 'run_uuid')
      }
    },
    history: async (runId, key) =>
      ask('metrics', 'where run_uuid = ? and key = ? order by timestamp, step, value', runId, key).map(metricOf),
    loggedModels: async (experimentId) =>
      ask('logged_models', "where experiment_id = ? and lifecycle_stage = 'active'", Number(experimentId)).map((row) =>
        loggedModelOf(ask, row),
      ),
    models: async () => ask('registered_models', 'order by name').map((row) => modelOf(ask, row)),
    versions: async (name) =>
      ask('model_versions', "where name = ? and current_stage <> 'Deleted_Internal' order by version", name).map(
        (row) => versionOf(ask, row),
      ),
    artifacts(uri) {
      const prefix = artifactPrefix(uri, root)
      return prefix === undefined ? undefined : { blobs, prefix }
    },
    close: async () => database.close(),
  }
}
