import { expect, it } from 'vitest'
import { learnedRows, unseenRows } from './learned-rows.ts'
import type { Column, Table } from './table.ts'

const text = (name: string, categories: string[], codes: number[]): Column => ({
  kind: 'text',
  type: 'string',
  source: 'text',
  name,
  categories,
  codes: Int32Array.from(codes),
})
const number = (name: string, values: number[]): Column => ({
  kind: 'number',
  type: 'double',
  name,
  values: Float64Array.from(values),
})
const table = (...columns: Column[]): Table => ({
  rows: columns[0]!.kind === 'number' ? columns[0]!.values.length : columns[0]!.codes.length,
  columns,
})
const all = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row)

const jan = table(number('age', [30, 40, Number.NaN, -0]), text('city', ['Rome', 'Oslo'], [0, 1, 1, -1]))
const learned = learnedRows(jan, ['age', 'city'], Int32Array.of(0, 2, 3))

it('knows a row again by its values: in another order, under other codes, beside other columns', () => {
  const later = table(
    text('city', ['Oslo', 'Rome', 'Bonn'], [2, 0, 1, -1, 0]),
    number('id', [1, 2, 3, 4, 5]),
    number('age', [30, Number.NaN, 30, 0, 40]),
  )
  expect([...unseenRows(learned, later, all(5))]).toEqual([0, 4])
  expect([...unseenRows(learned, later, Int32Array.of(4, 1))]).toEqual([4])
})

it('knows numbers and truth values again in a column that one stray cell made text', () => {
  const clean = table(number('zip', [10, 0.5, 3]), { ...number('paid', [1, 0, 1]), type: 'boolean' } as Column)
  const rows = learnedRows(clean, ['zip', 'paid'], all(3))
  const stray = table(
    text('zip', ['10', '0.5', '3', 'n/a', '010'], [0, 1, 2, 3, 4]),
    text('paid', ['True', 'False'], [0, 1, 0, 0, 0]),
  )
  expect([...unseenRows(rows, stray, all(5))]).toEqual([3, 4])
})

it('keeps one number for equal rows, and refuses a table that lacks an input', () => {
  const twice = table(number('age', [30, 30, 40]))
  expect(learnedRows(twice, ['age'], all(3)).fingerprints).toHaveLength(2)
  expect(() => unseenRows(learned, twice, all(3))).toThrow("no column 'city'")
})

it('takes hardly a new row for a known one', () => {
  const rows = 200_000
  const old = table(
    number(
      'x',
      Array.from({ length: rows }, (_, i) => i),
    ),
  )
  const fresh = table(
    number(
      'x',
      Array.from({ length: rows }, (_, i) => i + rows),
    ),
  )
  const unseen = unseenRows(learnedRows(old, ['x'], all(rows)), fresh, all(rows))
  expect(rows - unseen.length).toBeLessThan(40) // 200,000² / 2³² = 9.3 are expected
})
