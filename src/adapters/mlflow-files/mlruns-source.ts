// An mlruns folder: what MLflow's clients write where there is no server, until 3.12.
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { BlobStore } from '../../artifacts/index.ts'
import { AppError } from '../../core/index.ts'
import { type ModelVersion, parseStage, type RegisteredModel } from '../../registry/index.ts'
import {
  type DatasetInput,
  type Experiment,
  isUrl,
  type LifecycleStage,
  type LoggedModel,
  latestMetrics,
  type Metric,
  type Run,
  type RunStatus,
} from '../../track/index.ts'
import type { MlflowSource } from '../../workflows/ports/index.ts'
import { filesBelow, foldersIn, type Meta, metaIn, metaNumber, metaText, pairsIn, textIn } from './mlruns-files.ts'

export interface MlrunsSourceOptions {
  /** Absolute. */
  readonly folder: string
  blobsAt(folder: string): BlobStore
}

/** By MLflow's numbers, from 1 on. */
const STATUSES: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']
const MODEL_STATUSES: readonly LoggedModel['status'][] = ['PENDING', 'READY']
const stageOf = (meta: Meta): LifecycleStage => (metaText(meta, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active')
const orNull = (meta: Meta, key: string): string | null => metaText(meta, key) || null

/** A line a point: time, value, step, and what newer clients add. @throws STORE_INVALID */
async function pointsOf(path: string, key: string): Promise<Metric[]> {
  const points: Metric[] = []
  for (const [index, line] of (await textIn(path)).split('\n').entries()) {
    if (line.trim() === '') continue
    const [time, text = '', step = '0'] = line.trim().split(' ')
    const value = /^nan$/i.test(text) ? Number.NaN : Number(text.replace(/^([+-]?)inf(inity)?$/i, '$1Infinity'))
    const point = { key, value, timestamp: Number(time), step: Number(step) }
    if (!Number.isSafeInteger(point.timestamp) || !Number.isSafeInteger(point.step) || text === '') {
      throw new AppError('STORE_INVALID', 'it is no point of a metric', {
        where: `${path}:${index + 1}`,
        fix: 'Mend the line, or take it out',
      })
    }
    points.push(point)
  }
  return points
}

async function inputsOf(experiment: string, run: string): Promise<DatasetInput[]> {
  const inputs: DatasetInput[] = []
  for (const name of await foldersIn(join(run, 'inputs'))) {
    const input = await metaIn(join(run, 'inputs', name))
    const id = input === undefined ? '' : metaText(input, 'source_id')
    const dataset = /^[\w-]+$/.test(id) ? await metaIn(join(experiment, 'datasets', id)) : undefined
    if (input === undefined || dataset === undefined) continue
    const tags = Object.entries((input['tags'] ?? {}) as Meta).map(([key, value]) => [key, String(value)])
    inputs.push({
      name: metaText(dataset, 'name'),
      digest: metaText(dataset, 'digest'),
      sourceType: metaText(dataset, 'source_type'),
      source: metaText(dataset, 'source'),
      schema: orNull(dataset, 'schema') ?? undefined,
      profile: orNull(dataset, 'profile') ?? undefined,
      tags: Object.fromEntries(tags),
    })
  }
  return inputs
}

async function runOf(experiment: string, folder: string, meta: Meta): Promise<Run> {
  const points: Metric[] = []
  for (const [key, path] of await filesBelow(join(folder, 'metrics'))) points.push(...(await pointsOf(path, key)))
  const tags = await pairsIn(join(folder, 'tags'))
  return {
    runId: metaText(meta, 'run_id') || metaText(meta, 'run_uuid'),
    runName: metaText(meta, 'run_name') || (tags['mlflow.runName'] ?? ''),
    experimentId: metaText(meta, 'experiment_id'),
    userId: metaText(meta, 'user_id'),
    status: STATUSES[metaNumber(meta, 'status') - 1] ?? 'FINISHED',
    startTime: metaNumber(meta, 'start_time'),
    endTime: metaNumber(meta, 'end_time') || null,
    artifactUri: metaText(meta, 'artifact_uri'),
    lifecycleStage: stageOf(meta),
    params: await pairsIn(join(folder, 'params')),
    metrics: Object.fromEntries(latestMetrics(points).map((metric) => [metric.key, metric])),
    tags,
    inputs: await inputsOf(experiment, folder),
    modelInputs: [],
    modelOutputs: [],
  }
}

async function loggedModelOf(folder: string, meta: Meta): Promise<LoggedModel> {
  return {
    modelId: metaText(meta, 'model_id'),
    experimentId: metaText(meta, 'experiment_id'),
    name: metaText(meta, 'name'),
    artifactUri: metaText(meta, 'artifact_location'),
    status: MODEL_STATUSES[metaNumber(meta, 'status') - 1] ?? 'FAILED',
    creationTime: metaNumber(meta, 'creation_timestamp'),
    lastUpdatedTime: metaNumber(meta, 'last_updated_timestamp'),
    modelType: orNull(meta, 'model_type'),
    sourceRunId: orNull(meta, 'source_run_id'),
    params: await pairsIn(join(folder, 'params')),
    tags: await pairsIn(join(folder, 'tags')),
    // Those of its runs tell them too.
    metrics: [],
  }
}

async function modelOf(folder: string, meta: Meta): Promise<RegisteredModel> {
  const aliases = Object.entries(await pairsIn(join(folder, 'aliases'))).map(([alias, version]) => [
    alias,
    Number(version),
  ])
  return {
    name: metaText(meta, 'name'),
    description: orNull(meta, 'description'),
    creationTime: metaNumber(meta, 'creation_timestamp'),
    lastUpdatedTime: metaNumber(meta, 'last_updated_timestamp'),
    tags: await pairsIn(join(folder, 'tags')),
    aliases: Object.fromEntries(aliases),
  }
}

async function versionOf(folder: string, meta: Meta): Promise<ModelVersion> {
  return {
    name: metaText(meta, 'name'),
    version: metaNumber(meta, 'version'),
    creationTime: metaNumber(meta, 'creation_timestamp'),
    lastUpdatedTime: metaNumber(meta, 'last_updated_timestamp'),
    stage: parseStage(metaText(meta, 'current_stage') || 'None'),
    aliases: [],
    description: orNull(meta, 'description'),
    source: metaText(meta, 'source'),
    runId: orNull(meta, 'run_id'),
    digest: null,
    modelId: orNull(meta, 'model_id'),
    runLink: orNull(meta, 'run_link'),
    tags: await pairsIn(join(folder, 'tags')),
  }
}

/** What `of` makes of each folder that has a meta.yaml. */
const read = async <T>(parent: string, of: (folder: string, meta: Meta) => Promise<T>, only = /./): Promise<T[]> => {
  const found: T[] = []
  for (const name of (await foldersIn(parent)).filter((one) => only.test(one))) {
    const meta = await metaIn(join(parent, name))
    if (meta !== undefined) found.push(await of(join(parent, name), meta))
  }
  return found
}

/** @throws STORE_INVALID */
export function openMlrunsSource({ folder: root, blobsAt }: MlrunsSourceOptions): MlflowSource {
  const blobs = blobsAt(root)
  const homes = new Map<string, string>()
  const runHomes = new Map<string, string>()
  /** Where artifacts lie now: the folder may have been moved since it wrote its own place down. */
  const prefixes = new Map<string, string>()
  const settle = (uri: string, folder: string): void => {
    const elsewhere = isUrl(uri) && !/^(file|mlflow-artifacts):/i.test(uri)
    if (!elsewhere) prefixes.set(uri, relative(root, join(folder, 'artifacts')).replaceAll('\\', '/'))
  }
  const experimentOf = async (folder: string, meta: Meta): Promise<Experiment> => {
    const experimentId = metaText(meta, 'experiment_id')
    homes.set(experimentId, folder)
    return {
      experimentId,
      name: metaText(meta, 'name'),
      artifactLocation: metaText(meta, 'artifact_location'),
      lifecycleStage: stageOf(meta),
      creationTime: metaNumber(meta, 'creation_time'),
      lastUpdateTime: metaNumber(meta, 'last_update_time'),
      tags: await pairsIn(join(folder, 'tags')),
    }
  }
  const models = join(root, 'models')
  const home = (experimentId: string): string => homes.get(experimentId) ?? join(root, 'none')
  return {
    location: root,
    async experiments() {
      const found = [
        ...(await read(root, experimentOf, /^\d+$/)),
        ...(await read(join(root, '.trash'), experimentOf, /^\d+$/)),
      ]
      if (found.length > 0) return found
      throw new AppError('STORE_INVALID', 'the folder has no experiments of MLflow', {
        where: root,
        fix: 'Name the mlruns folder itself, an mlflow.db, or the address of a server',
      })
    },
    async *runs(experimentId) {
      const experiment = home(experimentId)
      for (const name of await foldersIn(experiment)) {
        const folder = join(experiment, name)
        const meta = /^[0-9a-f]{32}$/.test(name) ? await metaIn(folder) : undefined
        if (meta === undefined) continue
        const run = await runOf(experiment, folder, meta)
        runHomes.set(run.runId, folder)
        settle(run.artifactUri, folder)
        yield run
      }
    },
    async history(runId, key) {
      const path = (await filesBelow(join(runHomes.get(runId)!, 'metrics'))).get(key)
      return path === undefined ? [] : pointsOf(path, key)
    },
    loggedModels: (experimentId) =>
      read(join(home(experimentId), 'models'), async (folder, meta) => {
        const model = await loggedModelOf(folder, meta)
        settle(model.artifactUri, folder)
        return model
      }),
    models: async () => (existsSync(models) ? read(models, modelOf) : []),
    async versions(name) {
      const found = await read(models, async (folder, meta) => ({ folder, name: metaText(meta, 'name') }))
      const model = found.find((one) => one.name === name)
      if (model === undefined) return []
      const versions = await read(
        model.folder,
        async (folder, meta) =>
          metaText(meta, 'current_stage') === 'Deleted_Internal' ? undefined : versionOf(folder, meta),
        /^version-\d+$/,
      )
      return versions.filter((version) => version !== undefined)
    },
    artifacts(uri) {
      const prefix = prefixes.get(uri)
      return prefix === undefined ? undefined : { blobs, prefix }
    },
    close: async () => {},
  }
}
