// Fastify's validation says what the hand-written validator of rows says.
import { type TSchema, Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { httpServer } from '../../../test/fixtures/http-server.ts'
import { modelServer } from '../../../test/fixtures/model-server.ts'
import { CUSTOMER, servedModel } from '../../../test/fixtures/served-model.ts'
import { recordSchema, resolveServingOptions } from '../../serve/index.ts'
import { answer, detailDialect, json, route } from './index.ts'

/** A server that has the schema alone. */
const checked = (schema: TSchema) =>
  httpServer([
    route({
      method: 'POST',
      url: '/check',
      id: 'check',
      summary: 'Check.',
      tags: [],
      errors: detailDialect,
      body: json(schema),
      answers: { 200: answer('It fits.') },
      handler: () => ({}),
    }),
  ])

const change = {
  options: resolveServingOptions(
    {
      schema: {
        tenure: { minimum: 0, maximum: 100 },
        monthly_charges: { enum: [70.5, 80] },
        contract_type: { pattern: '^[A-Z]' },
      },
    },
    'binary',
  ),
}

describe('a misfit', () => {
  it.each([
    ['a text', '"row"'],
    ['null', 'null'],
    ['a column too few', { ...CUSTOMER, tenure: undefined }],
    ['a text for a number', { ...CUSTOMER, tenure: '3' }],
    ['a boolean for a number', { ...CUSTOMER, monthly_charges: true }],
    ['an infinite number', JSON.stringify({ ...CUSTOMER, tenure: 1 }).replace('"tenure":1', '"tenure":1e999')],
    ['a number too small', { ...CUSTOMER, tenure: -1 }],
    ['a number too large', { ...CUSTOMER, tenure: 101 }],
    ['none of the values', { ...CUSTOMER, monthly_charges: 7 }],
    ['a number for a text', { ...CUSTOMER, contract_type: 5 }],
    ['a list for a text', { ...CUSTOMER, contract_type: ['One year'] }],
    ['a text too long', { ...CUSTOMER, contract_type: 'x'.repeat(10_001) }],
    ['a text of another pattern', { ...CUSTOMER, contract_type: 'one year' }],
    ['a text for a boolean', { ...CUSTOMER, senior: 'no' }],
  ])('is told as /predict tells it: %s', async (_what, row) => {
    const model = await servedModel({ change })
    const { post, promote } = await modelServer()
    await promote({ ...model, version: '2' })
    const byHand = await post('/predict', row)
    const { ask } = await checked(recordSchema(model))
    const bySchema = await ask('POST /check', row)
    expect(byHand.status).toBe(422)
    expect([bySchema.status, bySchema.body]).toEqual([byHand.status, byHand.body])
  })

  it('of the number of items, of a union or of a key is told too', async () => {
    const { ask } = await checked(
      Type.Union([
        Type.Array(Type.Integer(), { minItems: 1, maxItems: 2 }),
        Type.Object({ 'a/b': Type.Literal('x') }, { additionalProperties: false }),
      ]),
    )
    expect((await ask('POST /check', [1])).status).toBe(200)
    expect((await ask('POST /check', [])).body.detail[0]).toMatchObject({ loc: ['body'], type: 'value_error' })
    const told = async (schema: TSchema, body: unknown) =>
      (await (await checked(schema)).ask('POST /check', body)).body.detail
    expect(await told(Type.Array(Type.Integer(), { minItems: 1, maxItems: 2 }), [])).toEqual([
      { loc: ['body'], msg: 'List should have 1 to 2 items', type: 'too_short' },
    ])
    expect(await told(Type.Array(Type.Integer()), [1, 1.5])).toEqual([
      {
        loc: ['body', 1],
        msg: 'Input should be a valid integer, got a number with a fractional part',
        type: 'int_from_float',
      },
    ])
    expect(await told(Type.Object({ 'a/b': Type.Literal('x') }), { 'a/b': 'y' })).toEqual([
      { loc: ['body', 'a/b'], msg: "Input should be 'x'", type: 'literal_error' },
    ])
    expect(await told(Type.Object({}, { additionalProperties: false }), { c: 1 })).toEqual([
      { loc: ['body', 'c'], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' },
    ])
  })
})
