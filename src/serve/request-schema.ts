// JSON Schemas of a model's request and answer: what /openapi.json shows.
import type { ColumnType, InputColumn } from '../data/index.ts'
import { isYesNo } from './class-label.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { ColumnRule, ServingOptions } from './serving-options.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

const TYPES: Readonly<Record<ColumnType, string>> = {
  long: 'integer',
  double: 'number',
  boolean: 'boolean',
  string: 'string',
}

/** Null is allowed everywhere: a missing value is imputed. */
function columnSchema({ type }: InputColumn, rule: ColumnRule, maxLength: number): JsonSchema {
  const { enum: values, ...limits } = rule
  return {
    type: [TYPES[type], 'null'],
    ...(type === 'string' ? { maxLength } : {}),
    ...limits,
    ...(values === undefined ? {} : { enum: [...values, null] }),
  }
}

/** A column may be named as what every object inherits. */
function ruleOf({ schema }: ServingOptions, { name }: InputColumn): ColumnRule {
  return Object.hasOwn(schema, name) ? schema[name]! : {}
}

/** One row. Every column is required; other keys are ignored. */
export function recordSchema(model: LoadedModel): JsonSchema {
  const { inputs, options, example } = model
  return {
    type: 'object',
    required: inputs.map(({ name }) => name),
    properties: Object.fromEntries(
      inputs.map((column) => [column.name, columnSchema(column, ruleOf(options, column), options.maxStringLength)]),
    ),
    ...(example === null ? {} : { examples: [example] }),
  }
}

/** One answer. */
export function answerSchema(model: LoadedModel): JsonSchema {
  const { task, classes, options } = model
  const { response, tiers } = options
  const properties: Record<string, JsonSchema> = {}
  if (task === 'regression') properties[response.prediction] = { type: 'number' }
  else {
    properties[response.probability] = { type: 'number', minimum: 0, maximum: 1 }
    properties[response.prediction] = isYesNo(classes) ? { type: 'boolean' } : { enum: classes }
    if (tiers.length > 0) properties[response.tier] = { enum: [...tiers.map(({ name }) => name), null] }
    if (task === 'multiclass') {
      properties['probabilities'] = { type: 'object', additionalProperties: { type: 'number' } }
    }
  }
  properties['model_version'] = { type: 'string' }
  properties['prediction_id'] = { type: 'string' }
  return { type: 'object', required: Object.keys(properties), properties }
}
