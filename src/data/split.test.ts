import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { kFold, trainValSplit } from './split.ts'
import type { ClassTarget, NumericTarget } from './target.ts'

const classes = (values: number[]): ClassTarget => ({
  task: 'multiclass',
  name: 'y',
  classes: [...new Set(values)].sort(),
  values: Int32Array.from(values),
})
const numbers = (n: number): NumericTarget => ({ task: 'regression', name: 'y', values: new Float64Array(n) })
const count = (target: ClassTarget, rows: Int32Array, label: number): number =>
  rows.reduce((n, row) => n + (target.values[row] === label ? 1 : 0), 0)
const split = (seed: number) => [...trainValSplit(numbers(100), { valSize: 0.3, rng: createRng(seed) }).val]
const isPartition = (parts: Int32Array[], n: number): void =>
  expect(parts.flatMap((part) => [...part]).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))

describe('trainValSplit', () => {
  it('keeps the share of every class', () => {
    const target = classes(Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 1 : 0)))
    const { train, val } = trainValSplit(target, { valSize: 0.2, rng: createRng(1) })
    isPartition([train, val], 1000)
    expect([count(target, val, 0), count(target, val, 1)]).toEqual([180, 20])
  })

  it('puts every class of two rows or more on both sides, whatever the counts', () => {
    const counts = fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(counts, fc.double({ min: 0.01, max: 0.7, noNaN: true }), fc.nat(), (sizes, valSize, seed) => {
        const target = classes(sizes.flatMap((size, label) => Array.from({ length: size }, () => label)))
        const { train, val } = trainValSplit(target, { valSize, rng: createRng(seed) })
        isPartition([train, val], target.values.length)
        for (const label of sizes.keys()) {
          expect(count(target, train, label)).toBeGreaterThan(0)
          expect(count(target, val, label)).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('gives the same rows for the same seed and others for another', () => {
    expect(split(7)).toEqual(split(7))
    expect(split(7)).not.toEqual(split(8))
    expect(split(7)).toHaveLength(30)
  })

  it('refuses a size that leaves a side empty', () => {
    for (const valSize of [0, -1, 4, 1.5, 0.9, Number.NaN]) {
      expect(() => trainValSplit(numbers(4), { valSize, rng: createRng(1) })).toThrow(/leaves no split of 4 rows/)
    }
  })
})

describe('kFold', () => {
  it('validates on every row once, with even folds and even classes', () => {
    const target = classes(Array.from({ length: 103 }, (_, i) => (i < 23 ? 1 : 0)))
    const folds = kFold(target, 5, createRng(3))
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

  it('refuses more folds than rows', () => {
    expect(() => kFold(numbers(3), 4, createRng(1))).toThrow(/4 folds of 3 rows/)
  })
})
