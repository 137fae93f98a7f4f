// What is tracked and registered, as MLflow writes it: unset fields left out, NaN as text.
import { Type } from 'typebox'
import { toArtifactUri } from '../../artifacts/index.ts'
import { DIGEST_TAG, type ModelVersion, type RegisteredModel } from '../../registry/index.ts'
import type { DatasetInput, Experiment, LoggedModel, Metric, Run } from '../../track/index.ts'
import { ref } from '../kit/index.ts'

type Pairs = Readonly<Record<string, string>>

const pairsOf = (record: Pairs): { key: string; value: string }[] =>
  Object.entries(record).map(([key, value]) => ({ key, value }))

const number = (value: number): number | 'NaN' => (Number.isNaN(value) ? 'NaN' : value)

export function experimentOf(experiment: Experiment) {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: toArtifactUri(experiment.artifactLocation),
    lifecycle_stage: experiment.lifecycleStage,
    last_update_time: experiment.lastUpdateTime,
    creation_time: experiment.creationTime,
    tags: pairsOf(experiment.tags),
  }
}

export function metricOf({ key, value, timestamp, step }: Metric) {
  return { key, value: number(value), timestamp, step }
}

export function runInfoOf(run: Run) {
  return {
    run_id: run.runId,
    run_uuid: run.runId,
    run_name: run.runName,
    experiment_id: run.experimentId,
    user_id: run.userId,
    status: run.status,
    start_time: run.startTime,
    ...(run.endTime !== null && { end_time: run.endTime }),
    artifact_uri: toArtifactUri(run.artifactUri),
    lifecycle_stage: run.lifecycleStage,
  }
}

function datasetInputOf({ tags, name, digest, sourceType, source, schema, profile }: DatasetInput) {
  return { tags: pairsOf(tags), dataset: { name, digest, source_type: sourceType, source, schema, profile } }
}

export function runOf(run: Run) {
  return {
    info: runInfoOf(run),
    data: { metrics: Object.values(run.metrics).map(metricOf), params: pairsOf(run.params), tags: pairsOf(run.tags) },
    inputs: {
      dataset_inputs: run.inputs.map(datasetInputOf),
      model_inputs: run.modelInputs.map((modelId) => ({ model_id: modelId })),
    },
    outputs: { model_outputs: run.modelOutputs.map(({ modelId, step }) => ({ model_id: modelId, step })) },
  }
}

export function versionOf(version: ModelVersion) {
  return {
    name: version.name,
    version: String(version.version),
    creation_timestamp: version.creationTime,
    last_updated_timestamp: version.lastUpdatedTime,
    current_stage: version.stage,
    ...(version.description !== null && { description: version.description }),
    source: toArtifactUri(version.source),
    run_id: version.runId ?? '',
    ...(version.runLink !== null && { run_link: version.runLink }),
    ...(version.modelId !== null && { model_id: version.modelId }),
    status: 'READY',
    tags: pairsOf(version.digest === null ? version.tags : { ...version.tags, [DIGEST_TAG]: version.digest }),
    aliases: version.aliases,
  }
}

/** @param latest the newest version of each stage */
export function modelOf(model: RegisteredModel, latest: readonly ModelVersion[]) {
  return {
    name: model.name,
    creation_timestamp: model.creationTime,
    last_updated_timestamp: model.lastUpdatedTime,
    ...(model.description !== null && { description: model.description }),
    latest_versions: latest.map(versionOf),
    tags: pairsOf(model.tags),
    aliases: Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
  }
}

const MODEL_STATUS = {
  PENDING: 'LOGGED_MODEL_PENDING',
  READY: 'LOGGED_MODEL_READY',
  FAILED: 'LOGGED_MODEL_UPLOAD_FAILED',
} as const

export function loggedModelOf(model: LoggedModel) {
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      artifact_uri: toArtifactUri(model.artifactUri),
      creation_timestamp_ms: model.creationTime,
      last_updated_timestamp_ms: model.lastUpdatedTime,
      status: MODEL_STATUS[model.status],
      ...(model.modelType !== null && { model_type: model.modelType }),
      ...(model.sourceRunId !== null && { source_run_id: model.sourceRunId }),
      tags: pairsOf(model.tags),
    },
    data: {
      params: pairsOf(model.params),
      metrics: model.metrics.map((metric) => ({
        ...metricOf(metric),
        run_id: metric.runId,
        model_id: metric.modelId,
        dataset_name: metric.datasetName,
        dataset_digest: metric.datasetDigest,
      })),
    },
  }
}

const PAIRS = Type.Array(Type.Object({ key: Type.String(), value: Type.String() }))
const STAGE = Type.Enum(['active', 'deleted'])
const DOUBLE = Type.Union([Type.Number(), Type.Enum(['NaN'])])

/** What the answers name. */
export const ENTITY_SCHEMAS = {
  Experiment: Type.Object({
    experiment_id: Type.String(),
    name: Type.String(),
    artifact_location: Type.String(),
    lifecycle_stage: STAGE,
    creation_time: Type.Integer(),
    last_update_time: Type.Integer(),
    tags: PAIRS,
  }),
  Metric: Type.Object({ key: Type.String(), value: DOUBLE, timestamp: Type.Integer(), step: Type.Integer() }),
  RunInfo: Type.Object({
    run_id: Type.String(),
    run_uuid: Type.String(),
    run_name: Type.String(),
    experiment_id: Type.String(),
    user_id: Type.String(),
    status: Type.Enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
    start_time: Type.Integer(),
    end_time: Type.Optional(Type.Integer()),
    artifact_uri: Type.String(),
    lifecycle_stage: STAGE,
  }),
  Run: Type.Object({
    info: ref('RunInfo'),
    data: Type.Object({ metrics: Type.Array(ref('Metric')), params: PAIRS, tags: PAIRS }),
    inputs: Type.Object({}),
    outputs: Type.Object({}),
  }),
  LoggedModel: Type.Object({ info: Type.Object({ model_id: Type.String() }), data: Type.Object({}) }),
  ModelVersion: Type.Object({
    name: Type.String(),
    version: Type.String(),
    creation_timestamp: Type.Integer(),
    last_updated_timestamp: Type.Integer(),
    current_stage: Type.String(),
    description: Type.Optional(Type.String()),
    source: Type.String(),
    run_id: Type.String(),
    status: Type.String(),
    tags: PAIRS,
    aliases: Type.Array(Type.String()),
  }),
  RegisteredModel: Type.Object({
    name: Type.String(),
    creation_timestamp: Type.Integer(),
    last_updated_timestamp: Type.Integer(),
    description: Type.Optional(Type.String()),
    latest_versions: Type.Array(ref('ModelVersion')),
    tags: PAIRS,
    aliases: Type.Array(Type.Object({ alias: Type.String(), version: Type.String() })),
  }),
}
