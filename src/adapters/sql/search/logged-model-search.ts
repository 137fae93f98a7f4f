// What logged models can be filtered and ordered by, in their tables.
import { type Expression, sql } from 'kysely'
import { attribute, type LoggedModelField } from '../../../track/index.ts'
import { type FieldSql, optional } from './filter-sql.ts'
import type { Searchable } from './search-rows.ts'

const COLUMNS = {
  name: { value: sql.ref('logged_models.name'), type: 'string' },
  model_id: { value: sql.ref('logged_models.model_id'), type: 'string' },
  model_type: optional(sql.ref('logged_models.model_type')),
  status: { value: sql.ref('logged_models.status'), type: 'string' },
  source_run_id: optional(sql.ref('logged_models.source_run_id')),
  creation_timestamp: { value: sql.ref('logged_models.creation_time'), type: 'number' },
  last_updated_timestamp: { value: sql.ref('logged_models.last_updated_time'), type: 'number' },
} as const satisfies Record<string, FieldSql>

/** The latest of a key, whichever run measured it. */
function metricOf(key: string): FieldSql {
  const latest = (column: Expression<unknown>) => sql`(select ${column} from logged_model_metrics as m
    where m.model_id = logged_models.model_id and m.key = ${key} order by m.step desc, m.timestamp desc, m.value desc limit 1)`
  return {
    value: latest(sql`case when m.is_nan = 0 then m.value end`),
    type: 'number',
    rank: sql`coalesce(${latest(sql.ref('m.is_nan'))}, 2)`,
  }
}

export const LOGGED_MODELS: Searchable<LoggedModelField> = {
  fields(field) {
    switch (field.kind) {
      case 'attribute':
        return COLUMNS[field.name]
      case 'param':
        return optional(sql`(select p.value from logged_model_params as p
          where p.model_id = logged_models.model_id and p.key = ${field.key})`)
      case 'tag':
        return optional(sql`(select t.value from logged_model_tags as t
          where t.model_id = logged_models.model_id and t.key = ${field.key})`)
      case 'metric':
        return metricOf(field.key)
    }
  },
  order: [
    { field: attribute('creation_timestamp'), ascending: false },
    { field: attribute('model_id'), ascending: true },
  ],
  sizes: { byDefault: 100, most: 1000 },
}
