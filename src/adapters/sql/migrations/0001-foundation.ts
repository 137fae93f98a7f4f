import type { Migration, SqlFlavour } from './migration.ts'

function statements({ clustered }: SqlFlavour, now: number): readonly string[] {
  const metric = `
    run_id text not null references runs (run_id) on delete cascade,
    key text not null,
    timestamp bigint not null,
    step bigint not null,
    value double precision not null,
    is_nan bigint not null`
  return [
    `create table counters (name text primary key, value bigint not null) ${clustered}`,
    `create table experiments (
      experiment_id bigint primary key,
      name text not null unique,
      artifact_location text not null,
      lifecycle_stage text not null,
      creation_time bigint not null,
      last_update_time bigint not null)`,
    `create table experiment_tags (
      experiment_id bigint not null references experiments (experiment_id),
      key text not null,
      value text not null,
      primary key (experiment_id, key)) ${clustered}`,

    `create table runs (
      run_id text primary key,
      experiment_id bigint not null references experiments (experiment_id),
      run_name text not null,
      user_id text not null,
      status text not null,
      start_time bigint not null,
      end_time bigint,
      artifact_uri text not null,
      lifecycle_stage text not null,
      owner_host text,
      owner_pid bigint,
      owner_began text)`,
    'create index runs_newest on runs (start_time desc, run_id)',
    'create index runs_newest_of_experiment on runs (experiment_id, start_time desc, run_id)',
    `create index runs_running on runs (owner_host) where status = 'RUNNING'`,
    ...['params', 'tags'].map(
      (table) => `create table ${table} (
      run_id text not null references runs (run_id) on delete cascade,
      key text not null,
      value text not null,
      primary key (run_id, key)) ${clustered}`,
    ),
    // The key holds every column, so identical rows are one row and history needs no sorting.
    `create table metrics (${metric}, primary key (run_id, key, timestamp, step, value, is_nan)) ${clustered}`,
    `create table latest_metrics (${metric}, primary key (run_id, key)) ${clustered}`,

    `create table datasets (
      dataset_id text primary key,
      experiment_id bigint not null references experiments (experiment_id),
      name text not null,
      digest text not null,
      source_type text not null,
      source text not null,
      schema text,
      profile text,
      unique (experiment_id, name, digest))`,
    `create table inputs (
      run_id text not null references runs (run_id) on delete cascade,
      dataset_id text not null references datasets (dataset_id),
      position bigint not null,
      primary key (run_id, dataset_id)) ${clustered}`,
    `create table input_tags (
      run_id text not null,
      dataset_id text not null,
      key text not null,
      value text not null,
      primary key (run_id, dataset_id, key),
      foreign key (run_id, dataset_id) references inputs (run_id, dataset_id) on delete cascade) ${clustered}`,

    `create table registered_models (
      name text primary key,
      description text,
      creation_time bigint not null,
      last_updated_time bigint not null,
      last_version bigint not null,
      revision bigint not null)`,
    `create table registered_model_tags (
      name text not null references registered_models (name),
      key text not null,
      value text not null,
      primary key (name, key)) ${clustered}`,
    `create table model_versions (
      name text not null references registered_models (name),
      version bigint not null,
      creation_time bigint not null,
      last_updated_time bigint not null,
      stage text not null,
      description text,
      source text not null,
      run_id text,
      digest text not null,
      primary key (name, version))`,
    `create table model_version_tags (
      name text not null,
      version bigint not null,
      key text not null,
      value text not null,
      primary key (name, version, key),
      foreign key (name, version) references model_versions (name, version) on delete cascade) ${clustered}`,
    `create table aliases (
      name text not null,
      alias text not null,
      version bigint not null,
      primary key (name, alias),
      foreign key (name, version) references model_versions (name, version) on delete cascade) ${clustered}`,
    'create index aliases_of_version on aliases (name, version)',
    // History outlives the version it tells of: no reference.
    `create table transitions (
      id bigint primary key,
      name text not null,
      version bigint not null,
      kind text not null,
      subject text not null,
      action text not null,
      from_value text,
      to_value text,
      at bigint not null,
      by text not null,
      reason text)`,
    'create index transitions_of_model on transitions (name, id)',

    `insert into counters (name, value) values ('experiment', 0), ('transition', 0), ('registry', 0)`,
    `insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
      values (0, 'Default', '0', 'active', ${now}, ${now})`,
  ]
}

export const foundation: Migration = { version: 1, name: 'foundation', statements }
