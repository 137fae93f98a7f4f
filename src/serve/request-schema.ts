// JSON Schemas of a model's request and answer: what /openapi.json shows.
import type { InputColumn } from '../data/index.ts'
import { isYesNo } from '../predictions/index.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { ColumnRule, ServingOptions } from './serving-options.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** No log and no graph can hold NUL; lone surrogates, which JSON can escape as well, are beyond most engines of patterns. */
const TEXT = '^[^\\u0000]*$'

interface ColumnShape {
  readonly types: readonly string[]
  /** Keywords besides `type`. */
  readonly limits: JsonSchema
  readonly nullable: boolean
}

function shapeOf({ type }: InputColumn, { pattern }: ColumnRule, { options, scorer }: LoadedModel): ColumnShape {
  const { takesFractions } = scorer
  switch (type) {
    case 'long':
      if (takesFractions) return { types: ['number'], limits: {}, nullable: true }
      return {
        types: ['integer'],
        limits: { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
        nullable: false,
      }
    case 'double':
      return { types: ['number'], limits: {}, nullable: true }
    case 'boolean':
      return { types: ['boolean', 'integer'], limits: { enum: [false, true, 0, 1] }, nullable: takesFractions }
    case 'string':
      return {
        types: ['string'],
        limits: {
          maxLength: options.maxStringLength,
          ...(pattern === undefined ? { pattern: TEXT } : { allOf: [{ pattern: TEXT }] }),
        },
        nullable: true,
      }
  }
}

/** Null is allowed wherever the engine has a value for it: a missing value is imputed, or goes the way that the model learned. */
function columnSchema(column: InputColumn, rule: ColumnRule, model: LoadedModel): JsonSchema {
  const { types, limits, nullable } = shapeOf(column, rule, model)
  const schema: JsonSchema = { ...limits, ...rule }
  const values = schema['enum'] as readonly unknown[] | undefined
  const gap = nullable ? ['null'] : []
  return {
    type: types.length + gap.length === 1 ? types[0] : [...types, ...gap],
    ...schema,
    ...(values === undefined ? {} : { enum: nullable ? [...values, null] : values }),
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
    description: 'Other keys are ignored. A text may hold neither NUL nor a lone surrogate.',
    required: inputs.map(({ name }) => name),
    properties: Object.fromEntries(
      inputs.map((column) => [column.name, columnSchema(column, ruleOf(options, column), model)]),
    ),
    ...(example === null ? {} : { examples: [example] }),
  }
}

/** One answer. */
export function answerSchema(model: Pick<LoadedModel, 'task' | 'classes' | 'options'>): JsonSchema {
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
