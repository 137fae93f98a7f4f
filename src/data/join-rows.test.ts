import { expect, it } from 'vitest'
import { joinRows } from './join-rows.ts'
import type { Column, Table } from './table.ts'

const number = (name: string, values: number[], type: 'long' | 'double' | 'boolean' = 'long'): Column => ({
  kind: 'number',
  type,
  name,
  values: Float64Array.from(values),
})
const text = (name: string, cells: (string | null)[]): Column => {
  const categories = [...new Set(cells.filter((cell) => cell !== null))]
  const codes = Int32Array.from(cells, (cell) => (cell === null ? -1 : categories.indexOf(cell)))
  return { kind: 'text', type: 'string', source: 'text', name, categories, codes }
}
const table = (source: string, ...columns: Column[]): Table => {
  const [one] = columns
  return { source, rows: one!.kind === 'number' ? one!.values.length : one!.codes.length, columns }
}
const cells = ({ rows, columns }: Table): unknown[][] =>
  Array.from({ length: rows }, (_, row) =>
    columns.map((one) => (one.kind === 'number' ? one.values[row] : (one.categories[one.codes[row]!] ?? null))),
  )

const base = table(
  'base.csv',
  text('id', ['a', 'b', 'c']),
  number('age', [30, 40, 50]),
  text('city', ['Rome', null, 'Oslo']),
)

it('matches columns by name, and leaves missing what the second table lacks', () => {
  const log = table('the log', text('city', ['Bonn', 'Oslo', null]), number('age', [60, 61, 62.5], 'double'))
  const { table: both, repeated } = joinRows(base, log)
  expect(cells(both)).toEqual([
    ['a', 30, 'Rome'],
    ['b', 40, null],
    ['c', 50, 'Oslo'],
    [null, 60, 'Bonn'],
    [null, 61, 'Oslo'],
    [null, 62.5, null],
  ])
  expect(repeated).toBe(0)
  expect(both.columns.map(({ type }) => type)).toEqual(['string', 'double', 'string'])
})

it('counts a row once that both have, and keeps what is in one of them several times', () => {
  const log = table('the log', number('age', [40, 40, 70, 70]), text('city', [null, null, 'Rome', 'Rome']))
  const { table: both, repeated } = joinRows(base, log)
  expect(repeated).toBe(1)
  expect(cells(both).slice(3)).toEqual([
    [null, 40, null],
    [null, 70, 'Rome'],
    [null, 70, 'Rome'],
  ])
  expect(joinRows(both, log)).toMatchObject({ repeated: 4, table: { rows: 6 } })
})

it('refuses a column that only the second has, and one that is numbers here and text there', () => {
  expect(() => joinRows(base, table('the log', number('tenure', [1])))).toThrow("no column 'tenure' in base.csv")
  expect(() => joinRows(base, table('the log', text('age', ['old'])))).toThrow(
    "column 'age' holds numbers in base.csv and text in the log",
  )
})
