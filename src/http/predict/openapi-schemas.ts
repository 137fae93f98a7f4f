// The JSON Schemas that the document of a model server names: what each body is, as exactly as JSON Schema can say it.
import { DECIMAL } from '../../data/index.ts'
import { labelValues, MAX_LABELS, PREDICTION_ID } from '../../predictions/index.ts'
import { answerSchema, type JsonSchema, type LoadedModel, MAX_ROWS, recordSchema } from '../../serve/index.ts'

export const ANY_OBJECT: JsonSchema = { type: 'object' }
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** The schema of what a served model's columns or classes decide; without a model it is any object. */
const listOf = (items: JsonSchema, maxItems: number): JsonSchema => ({ type: 'array', items, minItems: 1, maxItems })

const object = (properties: Readonly<Record<string, JsonSchema>>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  required,
  properties,
})

const VALIDATION_PROBLEM = object({
  detail: {
    type: 'array',
    items: object({
      loc: { type: 'array', items: { type: ['string', 'integer'] } },
      msg: { type: 'string' },
      type: { type: 'string' },
    }),
  },
})

/** A class, its text, or yes and no in their spellings; a number, or its text, where the model predicts numbers. */
function labelSchema(model: LoadedModel | undefined): JsonSchema {
  if (model === undefined) return { type: ['string', 'number', 'boolean'] }
  if (model.classes.length > 0) return { enum: labelValues(model.classes) }
  return { anyOf: [{ type: 'number' }, { type: 'string', pattern: DECIMAL.source }] }
}

function feedbackSchema(model: LoadedModel | undefined): JsonSchema {
  const id = { type: 'string', pattern: PREDICTION_ID.source, description: 'The prediction_id of an answer.' }
  const label = labelSchema(model)
  return {
    description: 'What became of a prediction: `label`, or `actual`.',
    anyOf: [
      object({ prediction_id: id, label }),
      object({ prediction_id: id, label: { type: 'null' }, actual: label }, ['prediction_id', 'actual']),
    ],
  }
}

function invocationSchema(model: LoadedModel | undefined): JsonSchema {
  const names = model?.inputs.map(({ name }) => name)
  const cells = Object.values(
    (model === undefined ? {} : recordSchema(model)['properties']) as Record<string, JsonSchema>,
  )
  const row: JsonSchema =
    names === undefined
      ? { type: 'array' }
      : { type: 'array', prefixItems: cells, items: false, minItems: names.length, maxItems: names.length }
  const rows = listOf(row, MAX_ROWS)
  const records = listOf(ref('Record'), MAX_ROWS)
  const columns: JsonSchema = {
    description: 'In any order, each once; further ones are ignored, with their values.',
    ...(names === undefined ? { type: 'array', items: { type: 'string' } } : { const: names }),
  }
  return {
    description: 'Exactly one of these.',
    oneOf: [
      object({ dataframe_split: object({ columns, data: rows }) }),
      object({ dataframe_records: records }),
      object({ instances: { anyOf: [records, rows] } }),
      object({
        inputs: { description: 'One value a column, or a list of equal length each.', anyOf: [ref('Record'), rows] },
      }),
    ],
  }
}

/** `model` undefined: none is loaded yet. */
export function documentSchemas(model: LoadedModel | undefined): JsonSchema {
  const records = listOf(ref('Record'), MAX_ROWS)
  return {
    Record: model === undefined ? ANY_OBJECT : recordSchema(model),
    Answer: model === undefined ? ANY_OBJECT : answerSchema(model),
    Records: { anyOf: [records, object({ records })] },
    Answers: object({ predictions: { type: 'array', items: ref('Answer') } }),
    Feedback: feedbackSchema(model),
    Feedbacks: { anyOf: [ref('Feedback'), listOf(ref('Feedback'), MAX_LABELS)] },
    Invocation: invocationSchema(model),
    ValidationProblem: VALIDATION_PROBLEM,
    Problem: object({ error_code: { type: 'string' }, message: { type: 'string' } }),
  }
}
