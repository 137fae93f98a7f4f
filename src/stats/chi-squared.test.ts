import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../core/index.ts'
import { chiSquaredSf, chiSquaredTest } from './chi-squared.ts'
import { cramersV } from './cramers-v.ts'
import { fisherExact } from './fisher-exact.ts'
import { gTest } from './g-test.ts'
import { twoProportionZ } from './two-proportion-z.ts'

const relative = (actual: number, expected: number): number => Math.abs(actual / expected - 1)
const counts = (length: number) => fc.array(fc.nat(1000), { minLength: length, maxLength: length })

test('the survival function keeps its digits in the far tail', () => {
  expect(relative(chiSquaredSf(161.1336015828745, 4), 8.352114133839941e-34)).toBeLessThan(1e-12)
  expect(relative(chiSquaredSf(1000, 10), 1.870290720915977e-208)).toBeLessThan(1e-12)
  expect(chiSquaredSf(0, 3)).toBe(1)
})

test.each([
  [
    [
      [16, 18, 16, 14, 12, 12],
      [16, 16, 16, 16, 16, 8],
    ],
    1.6224089635854342,
    5,
    0.8985262394026607,
  ],
  [
    [
      [10, 12, 10],
      [12, 10, 10],
    ],
    0.36363636363636365,
    2,
    0.8337529180751806,
  ],
  [
    [
      [15, 60],
      [15, 90],
    ],
    1.0285714285714285,
    1,
    0.31049443431723206,
  ],
  [
    [
      [300, 400, 300, 0],
      [30, 40, 29, 1],
    ],
    10.030395136778115,
    3,
    0.01830952479223107,
  ],
])('contingency table %j', (table, statistic, df, p) => {
  const result = chiSquaredTest(table)
  expect(relative(result.statistic, statistic)).toBeLessThan(1e-13)
  expect(result.df).toBe(df)
  expect(relative(result.p, p)).toBeLessThan(1e-12)
})

test("Yates' correction applies to a 2 × 2 table on request", () => {
  const result = chiSquaredTest(
    [
      [15, 60],
      [15, 90],
    ],
    { yates: true },
  )
  expect(relative(result.statistic, 0.6582857142857143)).toBeLessThan(1e-13)
  expect(relative(result.p, 0.4171658037076714)).toBeLessThan(1e-12)
  const wide = [
    [10, 12, 10],
    [12, 10, 10],
  ]
  expect(chiSquaredTest(wide, { yates: true })).toEqual(chiSquaredTest(wide))
})

test('a constant column, an empty side or an empty table is no evidence', () => {
  for (const table of [
    [
      [5, 0],
      [9, 0],
    ],
    [
      [5, 4],
      [0, 0],
    ],
    [[0], [0]],
    [],
  ]) {
    expect(chiSquaredTest(table)).toEqual({ statistic: 0, df: 0, p: 1 })
    expect(gTest(table).p).toBe(1)
    expect(cramersV(table)).toBe(0)
  }
  expect(twoProportionZ(5, 5, 9, 9)).toEqual({ statistic: 0, p: 1 })
  expect(twoProportionZ(0, 0, 3, 9)).toEqual({ statistic: 0, p: 1 })
  expect(fisherExact(5, 0, 9, 0)).toBe(1)
})

test('every test is symmetric in its samples, blind to the order of columns, and p stays in [0, 1]', () => {
  fc.assert(
    fc.property(counts(5), counts(5), fc.integer({ min: 0, max: 4 }), (a, b, by) => {
      const turn = (row: number[]): number[] => [...row.slice(by), ...row.slice(0, by)]
      for (const run of [chiSquaredTest, gTest]) {
        const { statistic, p } = run([a, b])
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
        expect(run([b, a]).statistic).toBeCloseTo(statistic, 8)
        expect(run([turn(a), turn(b)]).statistic).toBeCloseTo(statistic, 8)
      }
      expect(cramersV([a, b])).toBeCloseTo(cramersV([turn(b), turn(a)]), 10)
    }),
    { numRuns: 200 },
  )
})

test("z² is Pearson's χ² of the same 2 × 2 table", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.nat(500), fc.nat(500), (a, b, c, d) => {
      const z = twoProportionZ(a, a + b, c, c + d)
      const chi = chiSquaredTest([
        [a, b],
        [c, d],
      ])
      expect(z.statistic ** 2).toBeCloseTo(chi.statistic, 7)
      expect(z.p).toBeCloseTo(chi.p, 9)
    }),
  )
})

test("Fisher's exact test gives the textbook answer and is symmetric", () => {
  expect(fisherExact(3, 1, 1, 3)).toBeCloseTo(34 / 70, 12)
  expect(fisherExact(8, 2, 1, 5)).toBeCloseTo(fisherExact(5, 1, 2, 8), 12)
  // One rare value that happens to lie in the small sample: its chance is 500 / 50,500.
  expect(fisherExact(1, 499, 0, 50_000)).toBeCloseTo(500 / 50_500, 9)
})

test('under the null at most about 5 % of p-values fall below .05', () => {
  const rng = createRng(7)
  const draw = (n: number): number[] => {
    const row = [0, 0, 0, 0, 0, 0]
    for (let i = 0; i < n; i++) row[rng.int(6)]!++
    return row
  }
  const alarms = Array.from({ length: 2000 }, () => chiSquaredTest([draw(200), draw(1000)]).p < 0.05)
  expect(alarms.filter(Boolean).length / 2000).toBeLessThan(0.065)
})
