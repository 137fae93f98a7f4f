import { expect, it } from 'vitest'
import type { Table } from '../../data/index.ts'
import { syntheticExample } from './input-example.ts'

const ROWS = 200
const table: Table = {
  rows: ROWS,
  columns: [
    { name: 'age', kind: 'number', type: 'long', values: Float64Array.from({ length: ROWS }, (_, i) => 20 + (i % 61)) },
    {
      name: 'income',
      kind: 'number',
      type: 'double',
      values: Float64Array.from({ length: ROWS }, (_, i) => Math.sqrt(i) * 1234.567),
    },
    {
      name: 'plan',
      kind: 'text',
      source: 'text',
      type: 'string',
      codes: Int32Array.from({ length: ROWS }, (_, i) => (i === 7 ? 2 : i % 2)),
      categories: ['basic', 'plus', 'the one of Jane Doe'],
    },
    { name: 'gone', kind: 'number', type: 'double', values: new Float64Array(ROWS).fill(Number.NaN) },
    {
      name: 'paid',
      kind: 'number',
      type: 'boolean',
      values: Float64Array.from({ length: ROWS }, (_, i) => Number(i % 3 === 0)),
    },
  ],
}
const inputs = table.columns.map(({ name, type }) => ({ name, type }))
const { columns, data } = syntheticExample(table, inputs)

it('has the columns and types of the inputs', () => {
  expect(columns).toEqual(['age', 'income', 'plan', 'gone', 'paid'])
  expect(data).toHaveLength(5)
  for (const [age, income, plan, gone, paid] of data) {
    expect(Number.isInteger(age)).toBe(true)
    expect(income).toBeGreaterThanOrEqual(0)
    expect(['basic', 'plus']).toContain(plan)
    expect(gone).toBeNull()
    expect(typeof paid).toBe('boolean')
  }
})

it('shows no row of the table, and no category that few rows have', () => {
  const real = new Set(
    Array.from({ length: ROWS }, (_, row) =>
      JSON.stringify(table.columns.slice(0, 2).map((column) => (column.kind === 'number' ? column.values[row] : null))),
    ),
  )
  for (const row of data) expect(real.has(JSON.stringify(row.slice(0, 2)))).toBe(false)
  expect(JSON.stringify(data)).not.toContain('Jane Doe')
})

it('is the same for the same table', () => {
  expect(syntheticExample(table, inputs)).toEqual({ columns, data })
})
