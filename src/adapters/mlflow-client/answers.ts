// Answers of MLflow's REST API as our own things. Every value is looked at: a server is somebody else.
import { fromArtifactUri } from '../../artifacts/index.ts'
import { isAppError } from '../../core/index.ts'
import { DIGEST_TAG, type ModelVersion, type RegisteredModel, STAGES } from '../../registry/index.ts'
import type { DatasetInput, Experiment, LoggedModel, Metric, Run, RunStatus } from '../../track/index.ts'
import { unreadable } from './wire-error.ts'

export type Json = Readonly<Record<string, unknown>>

export function child(json: Json, key: string): Json {
  const value = json[key]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw unreadable(key, 'it is missing')
}

export function items(json: Json, key: string): readonly Json[] {
  const value = json[key] ?? []
  if (Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null)) return value
  throw unreadable(key, 'it is no list of objects')
}

/** Undefined where it is missing or empty: protocol buffers write no difference. */
export function optionalText(json: Json, key: string): string | undefined {
  const value = json[key]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw unreadable(key, 'it is no text')
}

export function text(json: Json, key: string): string {
  const value = optionalText(json, key)
  if (value !== undefined) return value
  throw unreadable(key, 'it is missing')
}

/** 0 where it is missing, as protocol buffers mean it. */
export function whole(json: Json, key: string): number {
  const value = Number(json[key] ?? 0)
  if (Number.isSafeInteger(value)) return value
  throw unreadable(key, 'it is no whole number')
}

function pairs(json: Json, key: string): Readonly<Record<string, string>> {
  const read: Record<string, string> = {}
  for (const pair of items(json, key)) {
    Object.defineProperty(read, text(pair, 'key'), {
      value: optionalText(pair, 'value') ?? '',
      enumerable: true,
      configurable: true,
    })
  }
  return read
}

const oneOf = <T extends string>(value: string, known: readonly T[], key: string): T => {
  const found = known.find((one) => one.toLowerCase() === value.toLowerCase())
  if (found !== undefined) return found
  throw unreadable(key, `it is ${JSON.stringify(value.slice(0, 40))}`)
}

/** A path within the server's artifact store, or the place elsewhere as the server says it. */
function placeOf(uri: string): string {
  try {
    return fromArtifactUri(uri, 'artifact location')
  } catch (error) {
    // A folder of the server's own disk: it is shown, never opened.
    if (isAppError(error, 'NAME_INVALID')) return uri
    throw error
  }
}

const lifecycle = (json: Json) =>
  oneOf(optionalText(json, 'lifecycle_stage') ?? 'active', ['active', 'deleted'], 'lifecycle_stage')

export function experimentOf(json: Json): Experiment {
  return {
    experimentId: text(json, 'experiment_id'),
    name: text(json, 'name'),
    artifactLocation: placeOf(optionalText(json, 'artifact_location') ?? text(json, 'experiment_id')),
    lifecycleStage: lifecycle(json),
    creationTime: whole(json, 'creation_time'),
    lastUpdateTime: whole(json, 'last_update_time'),
    tags: pairs(json, 'tags'),
  }
}

function double(json: Json, key: string): number {
  const value = json[key] ?? 0
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^[-+]?(\d|\.\d|NaN$|Infinity$)/i.test(value)) return Number(value)
  throw unreadable(key, 'it is no number')
}

export function metricOf(json: Json): Metric {
  return {
    key: text(json, 'key'),
    value: double(json, 'value'),
    timestamp: whole(json, 'timestamp'),
    step: whole(json, 'step'),
  }
}

/** MLflow's digests are short: the whole one is a tag then. */
function inputOf(json: Json): DatasetInput {
  const dataset = child(json, 'dataset')
  const { [DIGEST_TAG]: whole, ...tags } = pairs(json, 'tags')
  const digest = text(dataset, 'digest')
  return {
    name: text(dataset, 'name'),
    digest: whole?.startsWith(digest) ? whole : digest,
    sourceType: text(dataset, 'source_type'),
    source: text(dataset, 'source'),
    schema: optionalText(dataset, 'schema'),
    profile: optionalText(dataset, 'profile'),
    tags,
  }
}

const STATUSES: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']

export function runOf(json: Json): Run {
  const info = child(json, 'info')
  const data = (json['data'] ?? {}) as Json
  const inputs = (json['inputs'] ?? {}) as Json
  const outputs = (json['outputs'] ?? {}) as Json
  const tags = pairs(data, 'tags')
  const endTime = whole(info, 'end_time')
  return {
    runId: optionalText(info, 'run_id') ?? text(info, 'run_uuid'),
    runName: optionalText(info, 'run_name') ?? tags['mlflow.runName'] ?? '',
    experimentId: text(info, 'experiment_id'),
    userId: optionalText(info, 'user_id') ?? '',
    status: oneOf(text(info, 'status'), STATUSES, 'status'),
    startTime: whole(info, 'start_time'),
    endTime: endTime === 0 ? null : endTime,
    artifactUri: placeOf(text(info, 'artifact_uri')),
    lifecycleStage: lifecycle(info),
    params: pairs(data, 'params'),
    metrics: Object.fromEntries(items(data, 'metrics').map((metric) => [text(metric, 'key'), metricOf(metric)])),
    tags,
    inputs: items(inputs, 'dataset_inputs').map(inputOf),
    modelInputs: items(inputs, 'model_inputs').map((model) => text(model, 'model_id')),
    modelOutputs: items(outputs, 'model_outputs').map((model) => ({
      modelId: text(model, 'model_id'),
      step: whole(model, 'step'),
    })),
  }
}

export function versionOf(json: Json): ModelVersion {
  const { [DIGEST_TAG]: digest, ...tags } = pairs(json, 'tags')
  const aliases = json['aliases'] ?? []
  return {
    name: text(json, 'name'),
    version: whole(json, 'version'),
    creationTime: whole(json, 'creation_timestamp'),
    lastUpdatedTime: whole(json, 'last_updated_timestamp'),
    // A server that has no stages says nothing.
    stage: oneOf(optionalText(json, 'current_stage') ?? 'None', STAGES, 'current_stage'),
    aliases: Array.isArray(aliases) ? aliases.map(String).toSorted() : [],
    description: optionalText(json, 'description') ?? null,
    source: placeOf(text(json, 'source')),
    runId: optionalText(json, 'run_id') ?? null,
    digest: digest || null,
    modelId: optionalText(json, 'model_id') ?? null,
    runLink: optionalText(json, 'run_link') ?? null,
    tags,
  }
}

export function modelOf(json: Json): RegisteredModel {
  return {
    name: text(json, 'name'),
    description: optionalText(json, 'description') ?? null,
    creationTime: whole(json, 'creation_timestamp'),
    lastUpdatedTime: whole(json, 'last_updated_timestamp'),
    tags: pairs(json, 'tags'),
    aliases: Object.fromEntries(items(json, 'aliases').map((alias) => [text(alias, 'alias'), whole(alias, 'version')])),
  }
}

const MODEL_STATUS = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'FAILED',
} as const

export function loggedModelOf(json: Json): LoggedModel {
  const info = child(json, 'info')
  const data = (json['data'] ?? {}) as Json
  const modelId = text(info, 'model_id')
  const status = text(info, 'status')
  return {
    modelId,
    experimentId: text(info, 'experiment_id'),
    name: optionalText(info, 'name') ?? '',
    artifactUri: placeOf(text(info, 'artifact_uri')),
    status: MODEL_STATUS[oneOf(status, Object.keys(MODEL_STATUS) as (keyof typeof MODEL_STATUS)[], 'status')],
    creationTime: whole(info, 'creation_timestamp_ms'),
    lastUpdatedTime: whole(info, 'last_updated_timestamp_ms'),
    modelType: optionalText(info, 'model_type') ?? null,
    sourceRunId: optionalText(info, 'source_run_id') ?? null,
    params: pairs(data, 'params'),
    tags: pairs(info, 'tags'),
    metrics: items(data, 'metrics').map((metric) => ({
      ...metricOf(metric),
      modelId,
      runId: text(metric, 'run_id'),
      datasetName: optionalText(metric, 'dataset_name'),
      datasetDigest: optionalText(metric, 'dataset_digest'),
    })),
  }
}
