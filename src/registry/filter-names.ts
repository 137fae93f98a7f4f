// What filters and orders of registered models and versions may name.
import { attribute, type FieldNames, type Filter, fieldNames, parseFilter } from '../track/index.ts'
import type { ModelField, VersionField } from './model-store.ts'

const tagField = (key: string) => ({ kind: 'tag', key }) as const

const LAST_UPDATED = { field: attribute('last_updated_timestamp'), type: 'number' } as const
const CREATED = { field: attribute('creation_timestamp'), type: 'number' } as const
const NAME = { field: attribute('name'), type: 'string' } as const

export const MODEL_NAMES: FieldNames<ModelField> = fieldNames<ModelField>(
  {
    name: NAME,
    creation_timestamp: CREATED,
    last_updated_timestamp: LAST_UPDATED,
    // As MLflow's pages call it.
    timestamp: LAST_UPDATED,
  },
  tagField,
)

export const VERSION_NAMES: FieldNames<VersionField> = fieldNames<VersionField>(
  {
    name: NAME,
    version_number: { field: attribute('version_number'), type: 'number' },
    run_id: { field: attribute('run_id'), type: 'string' },
    source_path: { field: attribute('source_path'), type: 'string' },
    creation_timestamp: CREATED,
    last_updated_timestamp: LAST_UPDATED,
  },
  tagField,
)

/** MLflow's client asks so for what is no prompt: a model without the tag is none either. */
const PROMPT_TAG = 'mlflow.prompt.is_prompt'

function withoutPromptTag(filter: Filter<ModelField>): Filter<ModelField> {
  if (filter.operator === 'AND' || filter.operator === 'OR') return { ...filter, of: filter.of.map(withoutPromptTag) }
  if (filter.operator === 'NOT') return { ...filter, of: withoutPromptTag(filter.of) }
  const { field, operator } = filter
  if (field.kind !== 'tag' || field.key !== PROMPT_TAG || operator !== '!=') return filter
  return { operator: 'OR', of: [filter, { operator: 'IS NULL', field }] }
}

/** @throws INVALID_PARAMETER_VALUE */
export function parseModelFilter(text: string): Filter<ModelField> | undefined {
  const filter = parseFilter(text, MODEL_NAMES)
  return filter && withoutPromptTag(filter)
}
