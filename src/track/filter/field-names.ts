// What filters and orders of runs and experiments may name.
import { attribute, type ExperimentField, type LoggedModelField, type MetricRollup, type RunField } from './filter.ts'
import type { NamePart } from './filter-tokens.ts'
import type { FieldNames, NamedField } from './parse-filter.ts'

/** Attributes by every name that they have, in lower case. */
type Attributes<F> = Readonly<Record<string, NamedField<F>>>

const text = <F>(field: F): NamedField<F> => ({ field, type: 'string' })
const numeric = <F>(field: F): NamedField<F> => ({ field, type: 'number' })

const keyOf = (parts: readonly NamePart[]): string => parts.map((part) => part.text).join('.')

const isTag = (entity: string): boolean => entity === 'tag' || entity === 'tags'
const ATTRIBUTE = ['attribute', 'attributes', 'attr'] as const

/** Names of things that have attributes and tags. @param further entities besides those two @param entities what attributes may stand behind */
export function fieldNames<F>(
  attributes: Attributes<F>,
  tag: (key: string) => F,
  further: (entity: string, rest: readonly NamePart[]) => NamedField<F> | undefined = () => undefined,
  known: readonly string[] = [],
  entities: readonly string[] = ATTRIBUTE,
): FieldNames<F> {
  const attributeNamed = (name: string): NamedField<F> | undefined => {
    const lower = name.toLowerCase()
    return Object.hasOwn(attributes, lower) ? attributes[lower] : undefined
  }
  return {
    known: [...Object.keys(attributes).filter((name) => !name.includes(' ')), 'tags.<key>', ...known],
    find([first, ...rest]) {
      if (first === undefined) return undefined
      if (rest.length === 0) return attributeNamed(first.text)
      const entity = first.text.toLowerCase()
      if (isTag(entity)) return text(tag(keyOf(rest)))
      if (entities.includes(entity)) return attributeNamed(keyOf(rest))
      return further(entity, rest)
    },
  }
}

const tagField = (key: string) => ({ kind: 'tag', key }) as const

export const EXPERIMENT_NAMES: FieldNames<ExperimentField> = fieldNames<ExperimentField>(
  {
    name: text(attribute('name')),
    experiment_id: numeric(attribute('experiment_id')),
    creation_time: numeric(attribute('creation_time')),
    last_update_time: numeric(attribute('last_update_time')),
  },
  tagField,
)

const ROLLUPS: readonly MetricRollup[] = ['latest', 'min', 'max', 'min_step', 'max_step']

/** `auc` and `auc.max`; a key that ends in `.max` itself is written in backticks as a whole. */
function metricField(parts: readonly NamePart[]): RunField {
  const last = parts.at(-1)!
  const of = ROLLUPS.find((name) => name === last.text)
  if (parts.length === 1 || last.quoted || of === undefined) return { kind: 'metric', key: keyOf(parts), of: 'latest' }
  return { kind: 'metric', key: keyOf(parts.slice(0, -1)), of }
}

const RUN_ATTRIBUTES: Attributes<RunField> = {
  run_id: text(attribute('run_id')),
  run_name: text(attribute('run_name')),
  status: text(attribute('status')),
  user_id: text(attribute('user_id')),
  artifact_uri: text(attribute('artifact_uri')),
  start_time: numeric(attribute('start_time')),
  end_time: numeric(attribute('end_time')),
  // As MLflow's pages call them.
  created: numeric(attribute('start_time')),
  'run name': text(attribute('run_name')),
  'run id': text(attribute('run_id')),
}

const DATASET_FIELDS = ['name', 'digest', 'context'] as const

function runField(entity: string, rest: readonly NamePart[]): NamedField<RunField> | undefined {
  switch (entity) {
    case 'metric':
    case 'metrics':
      return numeric(metricField(rest))
    case 'param':
    case 'params':
    case 'parameter':
    case 'parameters':
      return text({ kind: 'param', key: keyOf(rest) })
    case 'dataset':
    case 'datasets': {
      const name = DATASET_FIELDS.find((field) => field === keyOf(rest))
      return name && text({ kind: 'dataset', name })
    }
    default:
      return undefined
  }
}

export const RUN_NAMES: FieldNames<RunField> = fieldNames<RunField>(
  RUN_ATTRIBUTES,
  tagField,
  runField,
  ['metrics.<key>', 'metrics.<key>.max', 'params.<key>', ...DATASET_FIELDS.map((name) => `dataset.${name}`)],
  [...ATTRIBUTE, 'run'],
)

const LOGGED_MODEL_ATTRIBUTES: Attributes<LoggedModelField> = {
  name: text(attribute('name')),
  model_id: text(attribute('model_id')),
  model_type: text(attribute('model_type')),
  status: text(attribute('status')),
  source_run_id: text(attribute('source_run_id')),
  creation_timestamp: numeric(attribute('creation_timestamp')),
  creation_time: numeric(attribute('creation_timestamp')),
  last_updated_timestamp: numeric(attribute('last_updated_timestamp')),
}

export const LOGGED_MODEL_NAMES: FieldNames<LoggedModelField> = fieldNames<LoggedModelField>(
  LOGGED_MODEL_ATTRIBUTES,
  tagField,
  (entity, rest) => {
    if (entity === 'metric' || entity === 'metrics') return numeric({ kind: 'metric', key: keyOf(rest) })
    if (entity === 'param' || entity === 'params') return text({ kind: 'param', key: keyOf(rest) })
    return undefined
  },
  ['metrics.<key>', 'params.<key>'],
)
