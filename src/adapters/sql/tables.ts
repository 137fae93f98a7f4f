// The tables, as Kysely sees them. Times are milliseconds since the epoch.
import type { Kysely } from 'kysely'
import type { Role } from '../../access/index.ts'
import type { WebhookStatus } from '../../events/index.ts'
import type { Stage, Transition } from '../../registry/index.ts'
import type { LifecycleStage, LoggedModelStatus, RunStatus } from '../../track/index.ts'

interface KeyValue {
  key: string
  value: string
}

/** NaN is stored as value 0 with is_nan 1, an infinity as the largest double, as MLflow does. */
export interface MetricRow {
  run_id: string
  key: string
  timestamp: number
  step: number
  value: number
  is_nan: number
}

/** The latest point of a metric, and its least and greatest; null where every point is NaN. */
export interface LatestMetricRow extends MetricRow {
  min_value: number | null
  min_step: number | null
  max_value: number | null
  max_step: number | null
}

export interface RunRow {
  run_id: string
  experiment_id: number
  run_name: string
  user_id: string
  status: RunStatus
  start_time: number
  end_time: number | null
  artifact_uri: string
  lifecycle_stage: LifecycleStage
  /** The process that the run dies with: where it is, its id there, and when it began; null if none is known. */
  owner_host: string | null
  owner_pid: number | null
  owner_began: string | null
  /** Null of a run that is not deleted. */
  deleted_at: number | null
}

export interface ExperimentRow {
  experiment_id: number
  name: string
  artifact_location: string
  lifecycle_stage: LifecycleStage
  creation_time: number
  last_update_time: number
}

export interface LoggedModelRow {
  model_id: string
  experiment_id: number
  name: string
  artifact_uri: string
  creation_time: number
  last_updated_time: number
  status: LoggedModelStatus
  lifecycle_stage: LifecycleStage
  model_type: string | null
  source_run_id: string | null
}

export interface ModelRow {
  name: string
  description: string | null
  creation_time: number
  last_updated_time: number
  /** The highest version number ever given. */
  last_version: number
  /** The registry's revision when the model last changed. */
  revision: number
}

export interface VersionRow {
  name: string
  version: number
  creation_time: number
  last_updated_time: number
  stage: Stage
  description: string | null
  source: string
  run_id: string | null
  /** Empty where there is none. */
  digest: string
  /** The logged model that it was made from. */
  model_id: string | null
  run_link: string | null
}

export interface TransitionRow {
  id: number
  name: string
  version: number
  kind: Transition['kind']
  subject: string
  action: Transition['action']
  from_value: string | null
  to_value: string | null
  at: number
  by: string
  reason: string | null
  /** JSON of a GateVerdict; null for a line of another kind. */
  verdict: string | null
}

export interface WebhookRow {
  webhook_id: string
  name: string
  url: string
  description: string | null
  secret: string | null
  status: WebhookStatus
  creation_time: number
  last_updated_time: number
}

export interface ApiKeyRow {
  key_id: string
  name: string
  role: Role
  /** SHA-256 of the key, hexadecimal. */
  digest: string
  created_at: number
}

export interface Tables {
  counters: { name: string; value: number }
  experiments: ExperimentRow
  experiment_tags: KeyValue & { experiment_id: number }
  runs: RunRow
  params: KeyValue & { run_id: string }
  tags: KeyValue & { run_id: string }
  metrics: MetricRow
  latest_metrics: LatestMetricRow
  datasets: {
    dataset_id: string
    experiment_id: number
    name: string
    digest: string
    source_type: string
    source: string
    schema: string | null
    profile: string | null
  }
  inputs: { run_id: string; dataset_id: string; position: number }
  input_tags: KeyValue & { run_id: string; dataset_id: string }
  registered_models: ModelRow
  registered_model_tags: KeyValue & { name: string }
  model_versions: VersionRow
  model_version_tags: KeyValue & { name: string; version: number }
  aliases: { name: string; alias: string; version: number }
  transitions: TransitionRow
  api_keys: ApiKeyRow
  webhooks: WebhookRow
  webhook_events: { webhook_id: string; entity: string; action: string; position: number }
  webhook_deliveries: { delivery_id: string; webhook_id: string; body: string; attempts: number; due_at: number }
  logged_models: LoggedModelRow
  logged_model_params: KeyValue & { model_id: string }
  logged_model_tags: KeyValue & { model_id: string }
  logged_model_metrics: MetricRow & { model_id: string; dataset_name: string; dataset_digest: string }
  run_models: { run_id: string; kind: 'input' | 'output'; model_id: string; step: number; position: number }
}

export type Db = Kysely<Tables>

/** The next value of a counter, unique across processes; call it inside `writing`. */
export async function nextCount(tx: Db, name: 'experiment' | 'transition' | 'registry'): Promise<number> {
  const { value } = await tx
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow()
  return value
}
