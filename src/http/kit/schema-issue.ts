// What Ajv finds wrong, in the words of FastAPI: the same as the hand-written validator of rows has.
import type { ErrorObject } from 'ajv/dist/2020.js'
import type { ValidationIssue } from '../../core/index.ts'

type Problem = Omit<ValidationIssue, 'loc'>
type Tell = (error: ErrorObject) => Problem

const TYPES: Readonly<Record<string, Problem>> = {
  string: { msg: 'Input should be a valid string', type: 'string_type' },
  number: { msg: 'Input should be a valid number', type: 'float_type' },
  integer: { msg: 'Input should be a valid integer', type: 'int_type' },
  boolean: { msg: 'Input should be a valid boolean', type: 'bool_type' },
  object: { msg: 'Input should be a valid dictionary', type: 'dict_type' },
  array: { msg: 'Input should be a valid list', type: 'list_type' },
  null: { msg: 'Input should be null', type: 'none_required' },
}

/** Where null is one of several types, the other is what was asked for. */
const wrongType: Tell = ({ params, data }) => {
  const asked = [params['type']].flat().find((type) => type !== 'null') ?? 'null'
  if (typeof data !== 'number' || !['number', 'integer'].includes(asked)) return TYPES[asked]!
  if (!Number.isFinite(data)) return { msg: 'Input should be a finite number', type: 'finite_number' }
  return { msg: 'Input should be a valid integer, got a number with a fractional part', type: 'int_from_float' }
}

const limit =
  (type: string, words: string, unit = ''): Tell =>
  ({ params }) => ({ msg: `${words} ${params['limit']}${unit}`, type })

const items =
  (type: string, words: string): Tell =>
  ({ params, parentSchema }) => {
    const { minItems, maxItems } = parentSchema ?? {}
    const bounded = minItems !== undefined && maxItems !== undefined
    return {
      msg: `List should have ${bounded ? `${minItems} to ${maxItems}` : `${words} ${params['limit']}`} items`,
      type,
    }
  }

function literal(values: readonly unknown[]): Problem {
  const list = values
    .filter((value) => value !== null)
    .map((value) => (typeof value === 'string' ? `'${value}'` : value))
  return { msg: `Input should be ${list.length > 1 ? 'one of ' : ''}${list.join(', ')}`, type: 'literal_error' }
}

/** By keyword of JSON Schema. */
const PROBLEMS: Readonly<Record<string, Tell>> = {
  type: wrongType,
  required: () => ({ msg: 'Field required', type: 'missing' }),
  additionalProperties: () => ({ msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }),
  enum: ({ params }) => literal(params['allowedValues']),
  const: ({ params }) => literal([params['allowedValue']]),
  pattern: ({ params }) => ({
    msg: `String should match pattern '${params['pattern']}'`,
    type: 'string_pattern_mismatch',
  }),
  minimum: limit('greater_than_equal', 'Input should be greater than or equal to'),
  maximum: limit('less_than_equal', 'Input should be less than or equal to'),
  exclusiveMinimum: limit('greater_than', 'Input should be greater than'),
  exclusiveMaximum: limit('less_than', 'Input should be less than'),
  minLength: limit('string_too_short', 'String should have at least', ' characters'),
  maxLength: limit('string_too_long', 'String should have at most', ' characters'),
  minItems: items('too_short', 'at least'),
  maxItems: items('too_long', 'at most'),
}

const other: Tell = ({ message = 'does not fit' }) => ({ msg: `Input ${message}`, type: 'value_error' })

/** Parts of a JSON Pointer; a whole number is taken for a place in a list. */
function locOf({ instancePath, params }: ErrorObject): (string | number)[] {
  const parts = instancePath.split('/').slice(1)
  const named = parts.map((part) =>
    /^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~'),
  )
  const key = params['missingProperty'] ?? params['additionalProperty']
  return key === undefined ? named : [...named, String(key)]
}

/** `part` is where FastAPI says that it is: body, query, path or header. Ajv must be verbose, and stop at the first problem. */
export function schemaIssue(errors: readonly ErrorObject[], part: string): ValidationIssue {
  // The branches of a union come before it, and say less than that none fits.
  const told = errors.findLast(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf') ?? errors[0]!
  return { loc: [part, ...locOf(told)], ...(PROBLEMS[told.keyword] ?? other)(told) }
}
