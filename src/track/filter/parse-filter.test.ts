import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RUN_NAMES } from './field-names.ts'
import type { Filter, MetricRollup, RunField } from './filter.ts'
import { parseFilter } from './parse-filter.ts'
import { parseOrder } from './parse-order.ts'

const parse = (text: string) => parseFilter(text, RUN_NAMES)
const metric = (key: string, of: MetricRollup = 'latest') => ({ kind: 'metric', key, of })
const param = (key: string) => ({ kind: 'param', key })
const tag = (key: string) => ({ kind: 'tag', key })
const run = (name: string) => ({ kind: 'attribute', name })

test.each([
  ['metrics.auc > 0.9', { operator: '>', field: metric('auc'), value: 0.9 }],
  ['metric.auc>=-1e-3', { operator: '>=', field: metric('auc'), value: -0.001 }],
  ["params.p = 'x'", { operator: '=', field: param('p'), value: 'x' }],
  ['parameters."a b" != "x"', { operator: '!=', field: param('a b'), value: 'x' }],
  ["tags.`mlflow.user` LIKE '%a'", { operator: 'LIKE', field: tag('mlflow.user'), value: '%a' }],
  ["tag.mlflow.source.name ilike 'A_'", { operator: 'ILIKE', field: tag('mlflow.source.name'), value: 'A_' }],
  ["attributes.status = 'FAILED'", { operator: '=', field: run('status'), value: 'FAILED' }],
  ["status IN ('FAILED', 'KILLED',)", { operator: 'IN', field: run('status'), values: ['FAILED', 'KILLED'] }],
  ["run_id not in ('a')", { operator: 'NOT IN', field: run('run_id'), values: ['a'] }],
  ["run.status = 'FAILED'", { operator: '=', field: run('status'), value: 'FAILED' }],
  ['created < 5', { operator: '<', field: run('start_time'), value: 5 }],
  ['params.lr IS NULL', { operator: 'IS NULL', field: param('lr') }],
  ['tags.a is not null', { operator: 'IS NOT NULL', field: tag('a') }],
  ["dataset.name = 'd'", { operator: '=', field: { kind: 'dataset', name: 'name' }, value: 'd' }],
  ['metrics.auc.max > 0.9', { operator: '>', field: metric('auc', 'max'), value: 0.9 }],
  ['metrics.`val.auc`.min > 0.9', { operator: '>', field: metric('val.auc', 'min'), value: 0.9 }],
  ['metrics.`auc.max` > 0.9', { operator: '>', field: metric('auc.max'), value: 0.9 }],
  ['metrics.auc.max_step < 9', { operator: '<', field: metric('auc', 'max_step'), value: 9 }],
  ['metrics.max > 1', { operator: '>', field: metric('max'), value: 1 }],
  ["params.p = 'it''s'", { operator: '=', field: param('p'), value: "it's" }],
])('reads %s', (text, expected) => {
  expect(parse(text)).toEqual(expected)
})

test('AND binds before OR, brackets before both', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((key) => ({ operator: '=', field: tag(key), value: '1' }))
  const [x, y, z] = ["tags.a='1'", "tags.b = '1'", "tags.c='1'"]
  expect(parse(`${x} or ${y} AND ${z}`)).toEqual({ operator: 'OR', of: [a, { operator: 'AND', of: [b, c] }] })
  expect(parse(`(${x} OR ${y}) and ${z}`)).toEqual({ operator: 'AND', of: [{ operator: 'OR', of: [a, b] }, c] })
})

test('NOT binds to what is right behind it', () => {
  const [a, b] = ['a', 'b'].map((key) => ({ operator: '=', field: tag(key), value: '1' }))
  const [x, y] = ["tags.a = '1'", "tags.b = '1'"]
  expect(parse(`NOT ${x} AND ${y}`)).toEqual({ operator: 'AND', of: [{ operator: 'NOT', of: a }, b] })
  expect(parse(`not (${x} OR ${y})`)).toEqual({ operator: 'NOT', of: { operator: 'OR', of: [a, b] } })
  expect(parse(`NOT NOT ${x}`)).toEqual({ operator: 'NOT', of: { operator: 'NOT', of: a } })
})

test.each(['', '  ', '\n'])('of %j, everything', (text) => {
  expect(parse(text)).toBeUndefined()
})

test.each([
  ['metrics.auc', /at its end: there must be a comparison here/],
  ["metrics.auc > '0,9'", /at character 15, near "'0,9'": it is compared with a number/],
  ["params.p > '5'", /texts have no order/],
  ['params.p = 5', /compared with a text in quotes/],
  ["metrics.auc LIKE 'a'", /a number is not compared with LIKE/],
  ["stauts = 'x'", /nothing is called "stauts" \(did you mean 'status'\?\)/],
  ["parms.p = 'x'", /nothing is called "parms.p"/],
  ["tags.a = 'x' tags.b = 'y'", /Join comparisons with AND or OR/],
  ["(tags.a = 'x'", /there must be a \) here/],
  ["tags.a = 'x", /no name, value or operator/],
  ['tags. = 1', /a name ends in a dot/],
  ["tags.a IS 'x'", /IS is followed by NULL or NOT NULL/],
  ["tags.a NOT LIKE 'x'", /NOT is followed by IN/],
  ["tags.a IN 'x'", /there must be a \( here/],
  ["tags.a = 'x'; drop table runs", /Join comparisons/],
  [`${'('.repeat(101)}tags.a = 'x'`, /too deep/],
  [`${'NOT '.repeat(101)}tags.a = 'x'`, /too deep/],
  ['NOT', /at its end: there must be a name here/],
  [Array(501).fill("tags.a = 'x'").join(' OR '), /too many comparisons/],
  ['x'.repeat(20_001), /20001 characters/],
])('refuses %s, and says where', (text, message) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE', message: expect.stringMatching(message) }),
  )
})

test('any filter that is written is read back', () => {
  const key = fc.string({ minLength: 1, maxLength: 12 })
  const field = fc.oneof(
    key.map((k) => ({ text: `tags.\`${k.replaceAll('`', '``')}\``, field: tag(k) as RunField })),
    key.map((k) => ({ text: `params."${k.replaceAll('"', '""')}"`, field: param(k) as RunField })),
  )
  const value = fc.string({ maxLength: 12 })
  const one = fc
    .tuple(field, fc.constantFrom('=', '!=', 'LIKE', 'ILIKE'), value)
    .map(([{ text, field: f }, operator, v]) => ({
      text: `${text} ${operator} '${v.replaceAll("'", "''")}'`,
      filter: { operator, field: f, value: v } as Filter<RunField>,
    }))
  const { filter } = fc.letrec<{ filter: { text: string; filter: Filter<RunField> } }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      one,
      fc
        .tuple(fc.constantFrom('AND' as const, 'OR' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
        .map(([operator, of]) => ({
          text: of.map((part) => `(${part.text})`).join(` ${operator} `),
          filter: { operator, of: of.map((part) => part.filter) } as Filter<RunField>,
        })),
    ),
  }))
  fc.assert(
    fc.property(filter, (made) => {
      expect(parse(made.text)).toEqual(made.filter)
    }),
  )
})

test('any text is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.constantFrom(...'tags.a = \'"`()<>INOR, .'.split(''))).map((x) => x.join('')),
      ),
      (text) => {
        try {
          parse(text)
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
        }
      },
    ),
  )
})

const order = (...texts: string[]) => parseOrder(texts, RUN_NAMES)

describe('order', () => {
  test('is ascending unless it says otherwise', () => {
    expect(order('metrics.auc DESC', 'start_time', 'params.`a b` asc', 'metrics.loss.min')).toEqual([
      { field: metric('auc'), ascending: false },
      { field: run('start_time'), ascending: true },
      { field: param('a b'), ascending: true },
      { field: metric('loss', 'min'), ascending: true },
    ])
  })
  test.each([
    [['start_time', 'created DESC'], /duplicate fields/],
    [['strat_time'], /did you mean 'start_time'/],
    [['start_time DOWN'], /followed by ASC, DESC or nothing/],
    [['start_time; drop'], /followed by ASC, DESC or nothing/],
    [[''], /nothing to order by/],
  ])('refuses %j', (texts, message) => {
    expect(() => order(...texts)).toThrow(message)
  })
})
