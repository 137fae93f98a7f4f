import type { Tables } from './tables.ts'

/** Every table with the columns of its primary key; one that refers to another comes after it. */
export const TABLE_KEYS = {
  counters: ['name'],
  experiments: ['experiment_id'],
  experiment_tags: ['experiment_id', 'key'],
  runs: ['run_id'],
  params: ['run_id', 'key'],
  tags: ['run_id', 'key'],
  metrics: ['run_id', 'key', 'timestamp', 'step', 'value', 'is_nan'],
  latest_metrics: ['run_id', 'key'],
  datasets: ['dataset_id'],
  inputs: ['run_id', 'dataset_id'],
  input_tags: ['run_id', 'dataset_id', 'key'],
  registered_models: ['name'],
  registered_model_tags: ['name', 'key'],
  model_versions: ['name', 'version'],
  model_version_tags: ['name', 'version', 'key'],
  aliases: ['name', 'alias'],
  transitions: ['id'],
  webhooks: ['webhook_id'],
  webhook_events: ['webhook_id', 'entity', 'action'],
  webhook_deliveries: ['delivery_id'],
} as const satisfies { readonly [T in keyof Tables]: readonly (keyof Tables[T])[] }
