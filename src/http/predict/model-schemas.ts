// What the bodies of a model server are: the schemas that its document names, as exactly as JSON Schema can say them of the model that answers.
import { type TSchema, Type } from 'typebox'
import { DECIMAL } from '../../data/index.ts'
import { labelValues, MAX_LABELS, PREDICTION_ID } from '../../predictions/index.ts'
import { answerSchema, type JsonSchema, type LoadedModel, MAX_ROWS, recordSchema } from '../../serve/index.ts'
import { ANY_OBJECT, ref } from '../kit/index.ts'

type Model = LoadedModel | undefined

const listOf = (items: TSchema, maxItems: number): TSchema => Type.Array(items, { minItems: 1, maxItems })

/** A class, its text, or yes and no in their spellings; a number, or its text, where the model predicts numbers. */
function labelSchema(model: Model): TSchema {
  if (model === undefined) return Type.Unsafe({ type: ['string', 'number', 'boolean'] })
  if (model.classes.length > 0) return Type.Unsafe({ enum: labelValues(model.classes) })
  return Type.Union([Type.Number(), Type.String({ pattern: DECIMAL.source })])
}

/** What `parseFeedback` takes. */
function feedbackSchema(model: Model): TSchema {
  const id = Type.String({ pattern: PREDICTION_ID.source, description: 'The prediction_id of an answer.' })
  const label = labelSchema(model)
  return Type.Unsafe({
    description: 'What became of a prediction: `label`, or `actual`.',
    anyOf: [
      Type.Object({ prediction_id: id, label }),
      Type.Object({ prediction_id: id, label: Type.Optional(Type.Null()), actual: label }),
    ],
  })
}

/** A row as a list, in the order of the signature. */
function rowSchema(model: Model): TSchema {
  if (model === undefined) return Type.Unsafe({ type: 'array' })
  const cells = Object.values(recordSchema(model)['properties'] as Readonly<Record<string, JsonSchema>>)
  const { length } = cells
  return Type.Unsafe({ type: 'array', prefixItems: cells, items: false, minItems: length, maxItems: length })
}

function invocationSchema(model: Model): TSchema {
  const rows = listOf(rowSchema(model), MAX_ROWS)
  const records = listOf(ref('Record'), MAX_ROWS)
  const columns = Type.Unsafe({
    description: 'In any order, each once; further ones are ignored, with their values.',
    ...(model === undefined
      ? { type: 'array', items: { type: 'string' } }
      : { const: model.inputs.map(({ name }) => name) }),
  })
  const inputs = Type.Unsafe({
    description: 'One value a column, or a list of equal length each.',
    anyOf: [ref('Record'), rows],
  })
  return Type.Unsafe({
    description: 'Exactly one of these.',
    oneOf: [
      Type.Object({ dataframe_split: Type.Object({ columns, data: rows }) }),
      Type.Object({ dataframe_records: records }),
      Type.Object({ instances: Type.Union([records, rows]) }),
      Type.Object({ inputs }),
    ],
  })
}

/** `model` undefined: none is loaded yet, and a record is any object. */
export function modelSchemas(model: Model): Readonly<Record<string, TSchema>> {
  const records = listOf(ref('Record'), MAX_ROWS)
  return {
    Record: model === undefined ? ANY_OBJECT : recordSchema(model),
    Answer: model === undefined ? ANY_OBJECT : answerSchema(model),
    Records: Type.Union([records, Type.Object({ records })]),
    Answers: Type.Object({ predictions: Type.Array(ref('Answer')) }),
    Feedback: feedbackSchema(model),
    Feedbacks: Type.Union([ref('Feedback'), listOf(ref('Feedback'), MAX_LABELS)]),
    Invocation: invocationSchema(model),
  }
}
