// Checks request rows against a model's signature, ahead of the queue: one closure a column, nothing allocated for a good value.

import { MAX_ISSUES, type ValidationIssue } from '../core/index.ts'
import type { ColumnType } from '../data/index.ts'
import type { Scorer } from '../score/index.ts'
import type { InputRecord, InputValue } from './loaded-model.ts'
import { type ColumnRule, MAX_STRING_LENGTH } from './serving-options.ts'

type Problem = Omit<ValidationIssue, 'loc'>
type Check = (value: unknown) => Problem | undefined

const MISSING: Problem = { msg: 'Field required', type: 'missing' }
const NOT_A_RECORD: Problem = { msg: 'Input should be a valid dictionary', type: 'dict_type' }

/** For an engine that takes integers only. */
const checkInteger: Check = (value) => {
  if (typeof value !== 'number') return { msg: 'Input should be a valid integer', type: 'int_type' }
  if (!Number.isFinite(value)) return { msg: 'Input should be a finite number', type: 'finite_number' }
  if (!Number.isInteger(value)) {
    return { msg: 'Input should be a valid integer, got a number with a fractional part', type: 'int_from_float' }
  }
  if (!Number.isSafeInteger(value)) {
    return { msg: 'Input should be an integer of at most 2^53 - 1', type: 'int_parsing_size' }
  }
  return undefined
}

const checkNumber: Check = (value) => {
  if (typeof value !== 'number') return { msg: 'Input should be a valid number', type: 'float_type' }
  return Number.isFinite(value) ? undefined : { msg: 'Input should be a finite number', type: 'finite_number' }
}

const TYPE_CHECKS: Readonly<Record<ColumnType, Check>> = {
  // Whole numbers are what training saw, not all that may be asked.
  long: checkNumber,
  double: checkNumber,
  boolean: (value) =>
    typeof value === 'boolean' || value === 0 || value === 1
      ? undefined
      : { msg: 'Input should be a valid boolean', type: 'bool_type' },
  string: (value) => {
    if (typeof value !== 'string') return { msg: 'Input should be a valid string', type: 'string_type' }
    return value.isWellFormed() && !value.includes('\u0000')
      ? undefined
      : { msg: 'Input should be a valid string without NUL or lone surrogates', type: 'string_unicode' }
  },
}

/** Characters are code points, as JSON Schema counts them. */
function lengthCheck(limit: number): Check {
  const problem = { msg: `String should have at most ${limit} characters`, type: 'string_too_long' }
  return (value) => {
    const { length } = value as string
    if (length <= limit) return undefined
    return length > 2 * limit || [...(value as string)].length > limit ? problem : undefined
  }
}

function ruleChecks(rule: ColumnRule): Check[] {
  const checks: Check[] = []
  const { minimum, maximum, pattern } = rule
  if (minimum !== undefined) {
    const problem = { msg: `Input should be greater than or equal to ${minimum}`, type: 'greater_than_equal' }
    checks.push((value) => ((value as number) < minimum ? problem : undefined))
  }
  if (maximum !== undefined) {
    const problem = { msg: `Input should be less than or equal to ${maximum}`, type: 'less_than_equal' }
    checks.push((value) => ((value as number) > maximum ? problem : undefined))
  }
  if (rule.enum !== undefined) {
    const allowed = new Set<unknown>(rule.enum)
    const list = rule.enum.map((value) => (typeof value === 'string' ? `'${value}'` : value)).join(', ')
    const problem = { msg: `Input should be one of ${list}`, type: 'literal_error' }
    checks.push((value) => (allowed.has(value) ? undefined : problem))
  }
  if (pattern !== undefined) {
    const regex = new RegExp(pattern, 'u')
    const problem = { msg: `String should match pattern '${pattern}'`, type: 'string_pattern_mismatch' }
    checks.push((value) => (regex.test(value as string) ? undefined : problem))
  }
  return checks
}

export interface RecordValidator {
  /** The row's own columns, or undefined after adding what is wrong to `issues`. Keys that are no column are ignored; null is a missing value. */
  validate(body: unknown, loc: ValidationIssue['loc'], issues: ValidationIssue[]): InputRecord | undefined
}

/** Every column is required (null where unknown): a row that lacks one is a client's mistake, not a missing value. */
export function createRecordValidator(
  { inputs, takesFractions }: Pick<Scorer, 'inputs' | 'takesFractions'>,
  schema: Readonly<Record<string, ColumnRule>>,
  maxStringLength = MAX_STRING_LENGTH,
): RecordValidator {
  const columns = inputs.map(({ name, type }) => ({
    name,
    type,
    check: type === 'long' && !takesFractions ? checkInteger : TYPE_CHECKS[type],
    /** What an engine of integers has no value for. */
    gapless: !takesFractions && (type === 'long' || type === 'boolean'),
    rules: [
      ...(type === 'string' ? [lengthCheck(maxStringLength)] : []),
      ...(Object.hasOwn(schema, name) ? ruleChecks(schema[name]!) : []),
    ],
    /** `body.constructor` exists on every object: such a name needs the slow question. */
    inherited: name in {},
  }))
  // Of all names only this one cannot be set on a plain object, which is the faster to make.
  const bare = columns.some(({ name }) => name === '__proto__')

  return {
    validate(body, loc, issues) {
      const add = (problem: Problem, name?: string): void => {
        if (issues.length < MAX_ISSUES) issues.push({ loc: name === undefined ? loc : [...loc, name], ...problem })
      }
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        add(NOT_A_RECORD)
        return undefined
      }
      const record: Record<string, InputValue> = bare ? Object.create(null) : {}
      let valid = true
      for (const column of columns) {
        const { name } = column
        let value = (body as Record<string, unknown>)[name]
        if (column.inherited && !Object.hasOwn(body, name)) value = undefined
        if (value === null && !column.gapless) {
          record[name] = null
          continue
        }
        let problem = value === undefined ? MISSING : column.check(value)
        for (let i = 0; problem === undefined && i < column.rules.length; i++) problem = column.rules[i]!(value)
        if (problem !== undefined) {
          add(problem, name)
          valid = false
          continue
        }
        record[name] = column.type === 'boolean' ? value === true || value === 1 : (value as InputValue)
      }
      return valid ? record : undefined
    },
  }
}
