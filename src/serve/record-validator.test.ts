import { describe, expect, it } from 'vitest'
import { CUSTOMER, servedModel } from '../../test/fixtures/served-model.ts'
import { MAX_ISSUES, type ValidationIssue } from '../core/index.ts'
import { createRecordValidator } from './record-validator.ts'

const { scorer, options } = await servedModel()
const validator = createRecordValidator(scorer, options.schema)
const text = (name: string) => ({ inputs: [{ name, type: 'string' }], takesFractions: true }) as const

function check(body: unknown, v = validator) {
  const issues: ValidationIssue[] = []
  const record = v.validate(body, ['body'], issues)
  return { record, issues, types: issues.map(({ loc, type }) => `${loc.join('.')} ${type}`) }
}
const typesOf = (change: object) => check({ ...CUSTOMER, ...change }).types

describe('createRecordValidator', () => {
  it('keeps the columns of the signature and ignores other keys', () => {
    expect(check({ ...CUSTOMER, customer_id: 'C-1', extra: { deep: [] } })).toEqual({
      record: CUSTOMER,
      issues: [],
      types: [],
    })
  })

  it.each([
    [{ tenure: undefined }, 'body.tenure missing'],
    [{ tenure: '12' }, 'body.tenure float_type'],
    [{ tenure: Number.POSITIVE_INFINITY }, 'body.tenure finite_number'],
    [{ tenure: true }, 'body.tenure float_type'],
    [{ tenure: -1 }, 'body.tenure greater_than_equal'],
    [{ tenure: 1001 }, 'body.tenure less_than_equal'],
    [{ monthly_charges: 'NaN' }, 'body.monthly_charges float_type'],
    [{ monthly_charges: Number.NaN }, 'body.monthly_charges finite_number'],
    [{ monthly_charges: [1] }, 'body.monthly_charges float_type'],
    [{ contract_type: 3 }, 'body.contract_type string_type'],
    [{ contract_type: 'Weekly' }, 'body.contract_type literal_error'],
    [{ contract_type: '\ud800' }, 'body.contract_type string_unicode'],
    [{ contract_type: 'One year\u0000' }, 'body.contract_type string_unicode'],
    [{ senior: 'yes' }, 'body.senior bool_type'],
    [{ senior: 2 }, 'body.senior bool_type'],
  ])('refuses %j as %s', (change, problem) => {
    expect(typesOf(change)).toEqual([problem])
  })

  it('takes any number for a column of whole numbers, unless the engine takes integers only', () => {
    for (const tenure of [37.5, 0.1, 1e2]) expect(check({ ...CUSTOMER, tenure }).record).toMatchObject({ tenure })
    const strict = createRecordValidator({ ...scorer, takesFractions: false }, {})
    const typeOf = (tenure: unknown) => check({ ...CUSTOMER, tenure }, strict).types
    expect(typeOf(37)).toEqual([])
    expect(typeOf(37.5)).toEqual(['body.tenure int_from_float'])
    expect(typeOf(2 ** 60)).toEqual(['body.tenure int_parsing_size'])
    expect(typeOf('12')).toEqual(['body.tenure int_type'])
    expect(typeOf(null)).toEqual(['body.tenure int_type'])
  })

  it('takes null as a missing value in every column, whatever its limits', () => {
    const nothing = { tenure: null, monthly_charges: null, contract_type: null, senior: null }
    expect(check(nothing).record).toEqual(nothing)
  })

  it('reports everything that is wrong, each under its own place', () => {
    expect(check({}).types).toEqual([
      'body.tenure missing',
      'body.monthly_charges missing',
      'body.contract_type missing',
      'body.senior missing',
    ])
  })

  it.each([[null], [[]], ['text'], [3]])('refuses %j as a record', (body) => {
    expect(check(body).types).toEqual(['body dict_type'])
  })

  it('does not take what every object inherits for a value', () => {
    const v = createRecordValidator(text('constructor'), {})
    expect(check({}, v).types).toEqual(['body.constructor missing'])
    expect(check({ constructor: 'a' }, v).record).toEqual({ constructor: 'a' })
    expect(check(JSON.parse('{"__proto__": {"tenure": 1}}')).types).toContain('body.tenure missing')
    expect(({} as { tenure?: number }).tenure).toBeUndefined()
  })

  it('reads 0 and 1 as booleans and a pattern as JSON Schema does', () => {
    expect(check({ ...CUSTOMER, senior: 1 }).record?.['senior']).toBe(true)
    const v = createRecordValidator(text('code'), { code: { pattern: '^[A-Z]{2}$' } })
    expect(check({ code: 'AB' }, v).types).toEqual([])
    expect(check({ code: 'ABC' }, v).types).toEqual(['body.code string_pattern_mismatch'])
  })

  it('bounds every text, in characters as JSON Schema counts them', () => {
    const long = { ...CUSTOMER, contract_type: '\u0001'.repeat(10_001) }
    const plain = createRecordValidator(scorer, {})
    expect(check(long, plain).types).toEqual(['body.contract_type string_too_long'])
    expect(check({ ...long, contract_type: 'x'.repeat(10_000) }, plain).types).toEqual([])
    const short = createRecordValidator(scorer, {}, 3)
    expect(check({ ...long, contract_type: '😀😀😀' }, short).types).toEqual([])
    expect(check({ ...long, contract_type: '😀😀😀😀' }, short).types).toEqual(['body.contract_type string_too_long'])
  })

  it('stops listing after a limit', () => {
    const issues: ValidationIssue[] = []
    for (let i = 0; i < MAX_ISSUES; i++) validator.validate({}, ['body', i], issues)
    expect(issues).toHaveLength(MAX_ISSUES)
  })
})
