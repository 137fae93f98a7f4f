// What registered models and versions can be filtered and ordered by, in their tables.
import { sql } from 'kysely'
import type { ModelField, VersionField } from '../../../registry/index.ts'
import { attribute } from '../../../track/index.ts'
import { type FieldSql, optional } from './filter-sql.ts'
import type { Searchable } from './search-rows.ts'

const MODEL_COLUMNS = {
  name: { value: sql.ref('registered_models.name'), type: 'string' },
  creation_timestamp: { value: sql.ref('registered_models.creation_time'), type: 'number' },
  last_updated_timestamp: { value: sql.ref('registered_models.last_updated_time'), type: 'number' },
} as const satisfies Record<string, FieldSql>

export const MODELS: Searchable<ModelField> = {
  fields: (field) =>
    field.kind === 'attribute'
      ? MODEL_COLUMNS[field.name]
      : optional(sql`(select t.value from registered_model_tags as t
          where t.name = registered_models.name and t.key = ${field.key})`),
  order: [{ field: attribute('name'), ascending: true }],
  sizes: { byDefault: 100, most: 1000 },
}

const VERSION_COLUMNS = {
  name: { value: sql.ref('model_versions.name'), type: 'string' },
  version_number: { value: sql.ref('model_versions.version'), type: 'number' },
  run_id: optional(sql.ref('model_versions.run_id')),
  source_path: { value: sql.ref('model_versions.source'), type: 'string' },
  creation_timestamp: { value: sql.ref('model_versions.creation_time'), type: 'number' },
  last_updated_timestamp: { value: sql.ref('model_versions.last_updated_time'), type: 'number' },
} as const satisfies Record<string, FieldSql>

export const VERSIONS: Searchable<VersionField> = {
  fields: (field) =>
    field.kind === 'attribute'
      ? VERSION_COLUMNS[field.name]
      : optional(sql`(select t.value from model_version_tags as t where t.name = model_versions.name
          and t.version = model_versions.version and t.key = ${field.key})`),
  order: [
    { field: attribute('last_updated_timestamp'), ascending: false },
    { field: attribute('name'), ascending: true },
    { field: attribute('version_number'), ascending: false },
  ],
  sizes: { byDefault: 200_000, most: 200_000 },
}
