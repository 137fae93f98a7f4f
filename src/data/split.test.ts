import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { identifyRows, type RowIdentity } from './row-identity.ts'
import { kFold, trainValSplit } from './split.ts'
import type { NumberColumn, Table } from './table.ts'
import type { ClassTarget, NumericTarget, Target } from './target.ts'

const classes = (values: number[]): ClassTarget => ({
  task: 'multiclass',
  name: 'y',
  classes: [...new Set(values)].sort((a, b) => a - b),
  values: Int32Array.from(values),
})
const numbers = (n: number): NumericTarget => ({ task: 'regression', name: 'y', values: new Float64Array(n) })
const count = (target: ClassTarget, rows: Int32Array, label: number): number =>
  rows.reduce((n, row) => n + (target.values[row] === label ? 1 : 0), 0)
const isPartition = (parts: Int32Array[], n: number): void =>
  expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))

const column = (name: string, values: readonly number[]): NumberColumn => ({
  kind: 'number',
  type: 'double',
  name,
  values: Float64Array.from(values),
})
const tableOf = (...columns: NumberColumn[]): Table => ({ rows: columns[0]!.values.length, columns })
/** Rows whose input `x` is that of `values`; by default all differ. */
const rowsOf = (target: Target, values?: readonly number[]): RowIdentity =>
  identifyRows(tableOf(column('x', values ?? Array.from(target.values, (_, i) => i / 7))), target, ['x'])
const split = (target: Target, valSize: number, seed = 1, values?: readonly number[]) =>
  trainValSplit(target, rowsOf(target, values), { valSize, seed })
const fold = (target: Target, k: number, values?: readonly number[]) =>
  kFold(target, rowsOf(target, values), { k, seed: 3 })
const heldBy = (seed: number) => [...split(numbers(100), 0.3, seed).val]
const sides = (values: readonly number[], val: Int32Array): Map<number, Set<boolean>> => {
  const held = new Set(val)
  const found = new Map<number, Set<boolean>>()
  values.forEach((value, row) => found.set(value, (found.get(value) ?? new Set()).add(held.has(row))))
  return found
}

describe('trainValSplit', () => {
  it('keeps the share of every class', () => {
    const target = classes(Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 1 : 0)))
    const { train, val, divided } = split(target, 0.2)
    isPartition([train, val], 1000)
    expect([count(target, val, 0), count(target, val, 1), divided]).toEqual([180, 20, 0])
  })

  it('puts every class of two rows or more on both sides, whatever the counts and however many rows are equal', () => {
    const counts = fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 2, maxLength: 6 })
    const size = fc.double({ min: 0.01, max: 0.7, noNaN: true })
    fc.assert(
      fc.property(counts, size, fc.nat(1000), fc.integer({ min: 1, max: 40 }), (sizes, valSize, seed, distinct) => {
        const target = classes(sizes.flatMap((rows, label) => Array.from({ length: rows }, () => label)))
        const rng = createRng(seed)
        const { train, val } = split(
          target,
          valSize,
          seed,
          Array.from(target.values, () => rng.int(distinct)),
        )
        isPartition([train, val], target.values.length)
        for (const label of sizes.keys()) {
          expect(count(target, train, label)).toBeGreaterThan(0)
          expect(count(target, val, label)).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('gives the same rows for the same seed and others for another', () => {
    expect(heldBy(7)).toEqual(heldBy(7))
    expect(heldBy(7)).not.toEqual(heldBy(8))
    expect(heldBy(7)).toHaveLength(30)
  })

  it('does not depend on the order of rows and columns, on unused columns, nor on how the target is written', () => {
    const rng = createRng(4)
    const data = Array.from({ length: 500 }, (_, i) => ({ x: rng.normal(), z: rng.int(9), y: i % 3 === 0 ? 1 : 0 }))
    const shuffled = [...data]
    rng.shuffle(shuffled)
    const heldOf = (rows: typeof data, make: (rows: typeof data) => [Table, Target, string[]]): Set<number> => {
      const [table, target, inputs] = make(rows)
      const { val } = trainValSplit(target, identifyRows(table, target, inputs), { valSize: 0.2, seed: 3 })
      return new Set(Array.from(val, (row) => rows[row]!.x))
    }
    const of = (name: 'x' | 'z', rows: typeof data) =>
      column(
        name,
        Array.from(rows, (row) => row[name]),
      )
    const y = (rows: typeof data): ClassTarget => ({ ...classes(rows.map((row) => row.y)), task: 'binary' })
    const first = heldOf(data, (rows) => [tableOf(of('x', rows), of('z', rows)), y(rows), ['x', 'z']])
    expect(heldOf(shuffled, (rows) => [tableOf(of('z', rows), of('x', rows)), y(rows), ['z', 'x']])).toEqual(first)
    expect(heldOf(data, (rows) => [tableOf(of('x', rows), of('z', rows)), y(rows), ['x']])).toEqual(first)
    const text = (rows: typeof data): Target => ({ ...y(rows), classes: ['0', '1'] })
    expect(heldOf(data, (rows) => [tableOf(of('x', rows), of('z', rows)), text(rows), ['x', 'z']])).toEqual(first)
  })

  it('keeps the side of a row when the table grows, but for a few at the border', () => {
    const rng = createRng(5)
    const values = Array.from({ length: 6000 }, () => rng.normal())
    const of = (n: number) => {
      const target = classes(values.slice(0, n).map((value) => (value > 0.5 ? 1 : 0)))
      return new Set(split(target, 0.2, 42, values.slice(0, n)).val)
    }
    const before = of(3000)
    const after = of(6000)
    const moved = Array.from({ length: 3000 }, (_, row) => row).filter((row) => before.has(row) !== after.has(row))
    expect(moved.length).toBeLessThan(60) // by chance it would be 960
  })

  it('never puts equal rows on both sides, and holds out as many as asked for', () => {
    const rng = createRng(6)
    const values = Array.from({ length: 2000 }, () => rng.normal())
    const repeated = [...values, ...values.slice(0, 1000), ...values.slice(0, 300)]
    const target = classes(repeated.map((value, i) => (value + (i % 7 === 0 ? 1 : 0) > 0 ? 1 : 0)))
    const { val, divided } = split(target, 0.2, 42, repeated)
    expect(divided).toBe(0)
    expect([...sides(repeated, val).values()].filter((both) => both.size > 1)).toEqual([])
    expect(val).toHaveLength(0.2 * repeated.length)
  })

  it('deals the rows of a table of few distinct ones one by one, in proportion', () => {
    const rng = createRng(7)
    const values = Array.from({ length: 2000 }, () => rng.int(12))
    const target = classes(values.map((value) => (rng.next() < value / 12 ? 1 : 0)))
    const { val, divided } = split(target, 0.25, 42, values)
    expect(val).toHaveLength(500)
    expect(divided).toBe(2000)
    for (let value = 0; value < 12; value++) {
      const held = val.reduce((n, row) => n + (values[row] === value ? 1 : 0), 0)
      expect(held / values.filter((one) => one === value).length).toBeCloseTo(0.25, 0)
      expect(held).toBeGreaterThan(0)
    }
  })

  it('deals one by one also where each of thirty patterns is small beside what is held out', () => {
    const values = Array.from({ length: 3000 }, (_, i) => i % 30)
    const rng = createRng(9)
    const target = classes(values.map((value) => (rng.next() < value / 40 + 0.1 ? 1 : 0)))
    const { val, divided } = split(target, 0.2, 42, values)
    expect(divided).toBe(3000)
    expect(val).toHaveLength(600)
    expect(new Set(Array.from(val, (row) => values[row])).size).toBe(30)
  })

  it('keeps the copies of an oversampled class together', () => {
    const values = Array.from({ length: 4000 }, (_, i) => (i < 2000 ? i : 5000 + (i % 100)))
    const target = classes(values.map((value) => (value >= 5000 ? 1 : 0)))
    const { val, divided } = split(target, 0.2, 42, values)
    expect(divided).toBe(0)
    expect([...sides(values, val).values()].filter((both) => both.size > 1)).toEqual([])
    expect(count(target, val, 1)).toBe(400)
  })

  it('holds out rows with the same inputs as often as others, however many they are', () => {
    const n = 3000
    // A tenth of the rows misses what tells the others apart: forty patterns of some eight rows.
    const values = Array.from({ length: n }, (_, i) => (i % 10 === 0 ? -1 - ((i / 10) % 40) : i))
    const target = { ...numbers(n), values: Float64Array.from(values, (_, i) => i) }
    for (const seed of [1, 2, 3, 4, 5]) {
      const { val, divided } = split(target, 0.2, seed, values)
      const share = val.filter((row) => values[row]! < 0).length / val.length
      expect(share).toBeGreaterThan(0.04)
      expect(share).toBeLessThan(0.16)
      expect([val.length, divided]).toEqual([600, 0])
    }
    const [first] = fold(target, 5, values)
    expect(first!.val.filter((row) => values[row]! < 0).length / first!.val.length).toBeLessThan(0.16)
  })

  it('divides one group larger than what is held out, and no other', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i < 400 ? 0 : i))
    const { val, divided } = split(numbers(1000), 0.2, 42, values)
    expect(val).toHaveLength(200)
    expect(divided).toBe(400)
    expect(val.filter((row) => row < 400).length).toBeGreaterThan(50)
  })

  it('refuses a size that leaves a side empty', () => {
    for (const valSize of [0, -1, 4, 1.5, 0.9, Number.NaN]) {
      expect(() => split(numbers(4), valSize)).toThrow(/leaves no split of 4 rows/)
    }
  })
})

describe('kFold', () => {
  it('validates on every row once, with even folds and even classes', () => {
    const target = classes(Array.from({ length: 103 }, (_, i) => (i < 23 ? 1 : 0)))
    const folds = fold(target, 5)
    isPartition(
      folds.map(({ val }) => val),
      103,
    )
    for (const { train, val } of folds) {
      isPartition([train, val], 103)
      expect([20, 21]).toContain(val.length)
      expect([4, 5]).toContain(count(target, val, 1))
    }
  })

  it('never puts equal rows into two folds', () => {
    const rng = createRng(8)
    const values = Array.from({ length: 300 }, () => rng.normal())
    const repeated = [...values, ...values, ...values]
    const folds = fold(classes(repeated.map((value) => (value > 0 ? 1 : 0))), 5, repeated)
    for (const { val } of folds) {
      expect([...sides(repeated, val).values()].filter((both) => both.size > 1)).toEqual([])
      expect(Math.abs(val.length - 180)).toBeLessThan(10)
    }
  })

  it('leaves no class out of a training part, also where every row of it is equal', () => {
    const target = classes(Array.from({ length: 60 }, (_, i) => (i < 5 ? 1 : 0)))
    const folds = fold(
      target,
      3,
      Array.from({ length: 60 }, (_, i) => (i < 5 ? 0 : i)),
    )
    for (const { train } of folds) expect(count(target, train, 1)).toBeGreaterThan(0)
  })

  it('refuses more folds than rows', () => {
    expect(() => fold(numbers(3), 4)).toThrow(/4 folds of 3 rows/)
  })
})
