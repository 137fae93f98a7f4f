// What runs and experiments can be filtered and ordered by, in their tables.
import { type Expression, sql } from 'kysely'
import { attribute, type ExperimentField, type RunField } from '../../../track/index.ts'
import { type FieldSql, optional } from './filter-sql.ts'
import type { Searchable } from './search-rows.ts'

const EXPERIMENT_COLUMNS = {
  experiment_id: { value: sql.ref('experiments.experiment_id'), type: 'number' },
  name: { value: sql.ref('experiments.name'), type: 'string' },
  creation_time: { value: sql.ref('experiments.creation_time'), type: 'number' },
  last_update_time: { value: sql.ref('experiments.last_update_time'), type: 'number' },
} as const satisfies Record<string, FieldSql>

export const EXPERIMENTS: Searchable<ExperimentField> = {
  fields: (field) =>
    field.kind === 'attribute'
      ? EXPERIMENT_COLUMNS[field.name]
      : optional(sql`(select t.value from experiment_tags as t
          where t.experiment_id = experiments.experiment_id and t.key = ${field.key})`),
  order: [
    { field: attribute('creation_time'), ascending: false },
    { field: attribute('experiment_id'), ascending: true },
  ],
  sizes: { byDefault: 1000, most: 50_000 },
}

const RUN_COLUMNS = {
  run_id: { value: sql.ref('runs.run_id'), type: 'string' },
  run_name: { value: sql.ref('runs.run_name'), type: 'string' },
  status: { value: sql.ref('runs.status'), type: 'string' },
  user_id: { value: sql.ref('runs.user_id'), type: 'string' },
  artifact_uri: { value: sql.ref('runs.artifact_uri'), type: 'string' },
  start_time: { value: sql.ref('runs.start_time'), type: 'number' },
  end_time: optional(sql.ref('runs.end_time'), 'number'),
} as const satisfies Record<string, FieldSql>

const DATASET_VALUES = {
  name: sql.ref('d.name'),
  digest: sql.ref('d.digest'),
  context: sql`(select t.value from input_tags as t where t.run_id = i.run_id and t.dataset_id = i.dataset_id
    and t.key = 'mlflow.data.context')`,
} as const

function datasetOf(name: keyof typeof DATASET_VALUES): FieldSql {
  return {
    ...optional(DATASET_VALUES[name]),
    any: (condition) => sql<boolean>`exists (select 1 from inputs as i join datasets as d on d.dataset_id = i.dataset_id
      where i.run_id = runs.run_id and ${condition})`,
  }
}

const ROLLUPS = {
  min: 'm.min_value',
  max: 'm.max_value',
  min_step: 'm.min_step',
  max_step: 'm.max_step',
} as const

function metricOf({ key, of }: Extract<RunField, { kind: 'metric' }>): FieldSql {
  const latest = (column: Expression<unknown>) =>
    sql`(select ${column} from latest_metrics as m where m.run_id = runs.run_id and m.key = ${key})`
  if (of !== 'latest') return optional(latest(sql.ref(ROLLUPS[of])), 'number')
  return {
    value: latest(sql`case when m.is_nan = 0 then m.value end`),
    type: 'number',
    rank: sql`coalesce(${latest(sql.ref('m.is_nan'))}, 2)`,
  }
}

export const RUNS: Searchable<RunField> = {
  fields(field) {
    switch (field.kind) {
      case 'attribute':
        return RUN_COLUMNS[field.name]
      case 'param':
        return optional(sql`(select p.value from params as p where p.run_id = runs.run_id and p.key = ${field.key})`)
      case 'tag':
        return optional(sql`(select t.value from tags as t where t.run_id = runs.run_id and t.key = ${field.key})`)
      case 'metric':
        return metricOf(field)
      case 'dataset':
        return datasetOf(field.name)
    }
  },
  order: [
    { field: attribute('start_time'), ascending: false },
    { field: attribute('run_id'), ascending: true },
  ],
  sizes: { byDefault: 1000, most: 50_000 },
}
