import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { servedModel } from '../../../test/fixtures/served-model.ts'
import { isAppError } from '../../core/index.ts'
import { parseFeedback } from '../../predictions/index.ts'
import { modelSchemas } from './model-schemas.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
const schemasOf = async (options = {}): Promise<any> => modelSchemas(await servedModel(options))

const labelOf = async (classes: readonly (string | number)[]) =>
  (await schemasOf({ classes })).Feedback.anyOf.map(
    (one: { properties: { label: unknown } }) => one.properties.label,
  )[0]

describe('modelSchemas', () => {
  it('bounds lists, texts and integers as the parsers do', async () => {
    const { scorer } = await servedModel()
    const schemas = await schemasOf({ change: { scorer: { ...scorer, takesFractions: false } } })
    expect(schemas.Records.anyOf[0]).toMatchObject({ minItems: 1, maxItems: 10_000 })
    expect(schemas.Feedbacks.anyOf[1]).toMatchObject({ minItems: 1, maxItems: 10_000 })
    expect(schemas.Record.properties.tenure).toEqual({ type: 'integer', minimum: 0, maximum: 1000 })
    const text = new RegExp((await schemasOf()).Record.properties.contract_type.pattern, 'u')
    expect(['One year', '', 'é𝒳'].map((value) => text.test(value))).toEqual([true, true, true])
    expect(text.test('a\u0000')).toBe(false)
  })

  it('says which labels /feedback takes', async () => {
    expect(await labelOf(['a', 'b', 'c'])).toEqual({ enum: ['a', 'b', 'c'] })
    expect((await labelOf(['No', 'Yes'])).enum).toEqual(expect.arrayContaining(['No', 'Yes', true, false, 0, 1, 'yes']))
    expect((await labelOf([0, 1, 2])).enum).toEqual([0, 1, 2, '0', '1', '2'])
    expect((await labelOf([])).anyOf[0]).toEqual({ type: 'number' })
  })
})

/** Bodies of labels, most of them of the classes. The case of yes and no, in which the parser is lenient, is left out. */
function bodiesFor(classes: readonly (string | number)[]): fc.Arbitrary<unknown> {
  const nothing = fc.constantFrom(undefined, null)
  const label = fc.oneof(
    fc.constantFrom<unknown>(0, 1, ...classes, ...classes.map(String)),
    fc.constantFrom<unknown>('no', 'yes', '0', 'true', true, false, 2, 1.5, [], {}),
    fc.constantFrom<unknown>('1e3', '-.5', '0x10', '', ' 1', 'Infinity', '1_000'),
  )
  const id = fc.constantFrom('a-1_', 'x'.repeat(128), 'x'.repeat(129), '', '../x', 7, null)
  const one = fc.oneof(
    fc.record({ prediction_id: id, label, actual: label }, { requiredKeys: [] }),
    fc.record({
      prediction_id: fc.constant('id'),
      label: fc.oneof(nothing, label),
      actual: fc.oneof(nothing, label),
    }),
    fc.constantFrom<unknown>(null, 5, 'text', []),
  )
  return fc.oneof(one, fc.array(one, { maxLength: 3 })).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
}

describe('the schema of /feedback', () => {
  it.each([[['No', 'Yes']], [[0, 1]], [[0, 1, 2]], [['a', 'b', 'c']], [[]]])(
    'takes what the parser takes, for the classes %j',
    async (classes: readonly (string | number)[]) => {
      const schemas = modelSchemas(await servedModel({ classes }))
      const fits = new Ajv2020({ strict: false }).compile({
        components: { schemas },
        $ref: '#/components/schemas/Feedbacks',
      })
      const seen = { taken: 0, refused: 0 }
      fc.assert(
        fc.property(bodiesFor(classes), (value) => {
          let taken = true
          try {
            parseFeedback(value, classes, 0)
          } catch (error) {
            if (!isAppError(error, 'VALIDATION_FAILED')) throw error
            taken = false
          }
          seen[taken ? 'taken' : 'refused']++
          expect(fits(value)).toBe(taken)
        }),
        { numRuns: 2000, seed: 6 },
      )
      expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(50)
    },
  )
})
