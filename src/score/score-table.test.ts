import { describe, expect, it } from 'vitest'
import { churnGraph } from '../../test/fixtures/served-model.ts'
import { writeOnnx } from '../compile/index.ts'
import type { InputColumn, Table } from '../data/index.ts'
import { createScorer } from './create-scorer.ts'
import { scoreTable, toInputBatch } from './score-table.ts'

const number = (name: string, type: 'long' | 'double' | 'boolean', values: number[]) =>
  ({ kind: 'number', name, type, values: Float64Array.from(values) }) as const
const textColumn = (name: string, codes: number[], categories: string[]) =>
  ({ kind: 'text', name, type: 'string', source: 'text', codes: Int32Array.from(codes), categories }) as const
const batch = (columns: Table['columns'], inputs: readonly InputColumn[], takesFractions = true) =>
  toInputBatch({ rows: 2, columns }, { inputs, takesFractions }, { where: 'new.csv' }).columns

const whole = (second: number) => () =>
  batch([number('a', 'double', [1, second])], [{ name: 'a', type: 'long' }], false)

const invalid = (message: string) =>
  expect.objectContaining({ code: 'MODEL_INPUT_INVALID', message: expect.stringContaining(message) })

describe('toInputBatch', () => {
  it('takes the columns in the order of the model, missing text as the empty string', () => {
    const columns = [
      textColumn('city', [1, -1], ['Ulm', 'Bonn']),
      number('other', 'long', [9, 9]),
      number('age', 'long', [1, 2]),
    ]
    const inputs: InputColumn[] = [
      { name: 'age', type: 'double' },
      { name: 'city', type: 'string' },
    ]
    expect(batch(columns, inputs)).toEqual([Float64Array.of(1, 2), ['Bonn', '']])
  })

  it('writes numbers as text where the model wants text, and takes gaps and fractions for integers', () => {
    expect(batch([number('a', 'double', [1.5, NaN])], [{ name: 'a', type: 'string' }])).toEqual([['1.5', '']])
    expect(batch([number('a', 'double', [1.5, NaN])], [{ name: 'a', type: 'long' }])).toEqual([
      Float64Array.of(1.5, NaN),
    ])
    expect(batch([textColumn('a', [-1, -1], [])], [{ name: 'a', type: 'double' }])).toEqual([Float64Array.of(NaN, NaN)])
  })

  it('names the nearest column when one is missing', () => {
    expect(() => batch([number('tenure', 'long', [1, 2])], [{ name: 'tenur', type: 'long' }])).toThrow(
      expect.objectContaining({
        code: 'DATA_COLUMN_MISSING',
        message: expect.stringContaining("did you mean 'tenure'?"),
      }),
    )
  })

  it('says which row has text for a number, or a number that the engine or a boolean does not take', () => {
    expect(() => batch([textColumn('a', [-1, 0], ['x'])], [{ name: 'a', type: 'double' }])).toThrow(
      invalid("row 2 is 'x'"),
    )
    expect(whole(1.5)).toThrow(invalid('row 2 is 1.5'))
    expect(whole(NaN)).toThrow(invalid('row 2 is missing'))
    expect(() => batch([number('a', 'long', [1, 2])], [{ name: 'a', type: 'boolean' }])).toThrow(
      invalid('wants true or false, row 2 is 2'),
    )
  })
})

describe('scoreTable', () => {
  it('scores a table longer than a chunk row by row', async () => {
    const graph = writeOnnx({
      features: {
        inputs: [{ name: 'x', type: 'double' }],
        derived: [],
        features: [{ kind: 'numeric', source: 'x', fill: null, scaling: null }],
        precision: 'float64',
      },
      model: {
        kind: 'linear',
        task: 'regression',
        classes: [],
        coefficients: [Float64Array.of(2)],
        intercepts: Float64Array.of(1),
        link: 'identity',
      },
    })
    const values = Array.from({ length: 1300 }, (_, i) => i)
    const scores = await scoreTable(await createScorer(graph), { rows: 1300, columns: [number('x', 'double', values)] })
    expect(scores).toEqual({ kind: 'values', rows: 1300, values: Float64Array.from(values, (x) => 2 * x + 1) })
  })

  it('says in which row of the table a category is unknown', async () => {
    const scorer = await createScorer(churnGraph({ strict: true }))
    const table: Table = {
      rows: 1000,
      columns: [
        number(
          'tenure',
          'long',
          Array.from({ length: 1000 }, () => 1),
        ),
        number(
          'monthly_charges',
          'double',
          Array.from({ length: 1000 }, () => 1),
        ),
        textColumn(
          'contract_type',
          Array.from({ length: 1000 }, (_, i) => (i === 900 ? 1 : 0)),
          ['Month-to-month', 'x'],
        ),
        number(
          'senior',
          'boolean',
          Array.from({ length: 1000 }, () => 0),
        ),
      ],
    }
    await expect(scoreTable(scorer, table)).rejects.toThrow(`row 901: "x" is not a category of 'contract_type'`)
  })
})
