import type { Migration } from './migration.ts'

/** Models that runs log, what runs read and wrote of them, and which one a version was registered from. */
export const loggedModels: Migration = {
  version: 4,
  name: 'logged-models',
  statements: ({ clustered }) => [
    `create table logged_models (
      model_id text primary key,
      experiment_id bigint not null references experiments (experiment_id),
      name text not null,
      artifact_uri text not null,
      creation_time bigint not null,
      last_updated_time bigint not null,
      status text not null,
      lifecycle_stage text not null,
      model_type text,
      source_run_id text)`,
    'create index logged_models_newest on logged_models (experiment_id, creation_time desc, model_id)',
    ...['logged_model_params', 'logged_model_tags'].map(
      (table) => `create table ${table} (
      model_id text not null references logged_models (model_id) on delete cascade,
      key text not null,
      value text not null,
      primary key (model_id, key)) ${clustered}`,
    ),
    // What it was measured on is empty where nobody said it: part of the key, so never null.
    `create table logged_model_metrics (
      model_id text not null references logged_models (model_id) on delete cascade,
      key text not null,
      run_id text not null references runs (run_id) on delete cascade,
      timestamp bigint not null,
      step bigint not null,
      value double precision not null,
      is_nan bigint not null,
      dataset_name text not null,
      dataset_digest text not null,
      primary key (model_id, key, timestamp, step, run_id, dataset_name, dataset_digest, value, is_nan)) ${clustered}`,
    `create table run_models (
      run_id text not null references runs (run_id) on delete cascade,
      kind text not null,
      model_id text not null,
      step bigint not null,
      position bigint not null,
      primary key (run_id, kind, model_id)) ${clustered}`,
    'alter table model_versions add column model_id text',
    'alter table model_versions add column run_link text',
  ],
}
