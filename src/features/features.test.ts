import { describe, expect, it } from 'vitest'
import type { Column, Table } from '../data/index.ts'
import type { PlanOptions } from './feature-options.ts'
import type { FitFeaturesOptions } from './feature-plan.ts'
import { fitFeatures } from './fit-features.ts'
import { planFeatures } from './plan-features.ts'
import { featureNames, transformFeatures } from './transform-features.ts'

const NONE = Number.NaN

/** Numbers make a column of numbers (integers without a gap: long); text a column of text, '' missing. */
function tableOf(columns: Record<string, readonly number[] | readonly string[]>, dates: string[] = []): Table {
  const made = Object.entries(columns).map(([name, values]): Column => {
    if (typeof values[0] === 'number') {
      const numbers = Float64Array.from(values as number[])
      return { kind: 'number', name, type: numbers.every(Number.isInteger) ? 'long' : 'double', values: numbers }
    }
    const texts = values as string[]
    const categories = [...new Set(texts)].filter((text) => text !== '')
    const codes = Int32Array.from(texts, (text) => categories.indexOf(text))
    return { kind: 'text', name, type: 'string', source: dates.includes(name) ? 'date' : 'text', codes, categories }
  })
  return { source: 'churn.csv', rows: Object.values(columns)[0]!.length, columns: made }
}

const TREES: FitFeaturesOptions = { precision: 'float64', scaleByDefault: false, takesMissing: false }

async function run(table: Table, options: PlanOptions, other = table, fit: Partial<FitFeaturesOptions> = {}) {
  const fitted = await fitFeatures(table, planFeatures(table, options), { ...TREES, ...fit })
  const { names, columns } = await transformFeatures(fitted, other)
  return Object.fromEntries(names.map((name, j) => [name, [...columns[j]!]]))
}

async function warningsOf(work: (reporter: { warn(m: string): void; progress(): void }) => unknown): Promise<string[]> {
  const warnings: string[] = []
  await work({ warn: (message) => warnings.push(message), progress: () => {} })
  return warnings
}

describe('planFeatures', () => {
  it('finds numbers and text by itself and leaves out dates, identifiers and empty columns', async () => {
    const n = 40
    const each = <T>(value: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => value(i))
    const table = tableOf(
      {
        id: each((i) => `C-${i}`),
        tenure: each((i) => i),
        plan: each((i) => 'abc'[i % 3]!),
        since: each((i) => `2024-01-${10 + (i % 20)}`),
        empty: each(() => NONE),
        dropped: each((i) => i),
        churned: each((i) => i % 2),
      },
      ['since'],
    )
    let plan: ReturnType<typeof planFeatures> | undefined
    const warnings = await warningsOf(async (reporter) => {
      plan = planFeatures(table, { target: 'churned', drop: ['dropped'], reporter })
    })
    expect(plan).toMatchObject({
      inputs: [
        { name: 'tenure', type: 'long' },
        { name: 'plan', type: 'string' },
      ],
      numeric: ['tenure'],
      categorical: [{ name: 'plan', method: 'onehot', unknown: 'ignore' }],
    })
    expect(warnings).toEqual([
      expect.stringMatching(/'id' is left out: nearly every row has a value of its own/),
      expect.stringMatching(/'since' is left out: it holds dates/),
      expect.stringMatching(/'empty' is left out: it has no value/),
    ])
  })

  it('uses what is listed and nothing else, with the raw columns of derived features among the inputs', () => {
    const table = tableOf({ a: [1, 2], b: [0.5, 1], c: ['x', 'y'], d: ['x', 'y'] })
    const plan = planFeatures(table, { categorical: ['c'], derived: { half: 'b / 2', more: 'half + 1' } })
    expect(plan.inputs.map(({ name }) => name)).toEqual(['b', 'c'])
    expect(plan.numeric).toEqual([])
    expect(plan.derived.map(({ name }) => name)).toEqual(['half', 'more'])
  })

  it('caps a column of 10,000 categories that nobody listed, and not one that is listed', async () => {
    const table = tableOf({ city: Array.from({ length: 30_000 }, (_, i) => `c${i % 10_000}`) })
    const warnings = await warningsOf(async (reporter) => {
      expect(featureNames(await fitFeatures(table, planFeatures(table, { reporter }), TREES))).toHaveLength(255)
    })
    expect(warnings).toEqual([expect.stringMatching(/'city' has 10000 categories: the 254 most frequent/)])
    expect(featureNames(await fitFeatures(table, planFeatures(table, { categorical: ['city'] }), TREES))).toHaveLength(
      10_000,
    )
  })

  const table = tableOf({ tenure: [1, 2], plan: ['a', 'b'], empty: [NONE, NONE], y: [0, 1] })
  it.each<[string, PlanOptions, string, RegExp]>([
    [
      'absent',
      { numeric: ['tenure', 'tenur'] },
      'DATA_COLUMN_MISSING',
      /^c:9 features\.numeric\[1\]: no column 'tenur' in churn\.csv \(did you mean 'tenure'\?\)/,
    ],
    ['text among numbers', { numeric: ['plan'] }, 'DATA_VALUE_INVALID', /features\.numeric\[0\].*has text: "a"/],
    ['the target', { numeric: ['y'] }, 'FEATURE_INVALID', /'y' is the target/],
    [
      'listed twice',
      { numeric: ['tenure'], categorical: ['tenure'] },
      'FEATURE_INVALID',
      /categorical\[0\].*listed already/,
    ],
    ['listed and dropped', { numeric: ['tenure'], drop: ['tenure'] }, 'FEATURE_INVALID', /listed and dropped/],
    ['empty', { numeric: ['empty'] }, 'FEATURE_INVALID', /has no value in any row/],
    [
      'derived from the target',
      { derived: { d: 'y * 2' } },
      'EXPRESSION_INVALID',
      /features\.derived\.d: no numeric column 'y'/,
    ],
    [
      'derived from a later one',
      { derived: { d: 'e + 1', e: 'tenure' } },
      'EXPRESSION_INVALID',
      /no numeric column 'e'/,
    ],
    ['derived under a taken name', { derived: { plan: 'tenure' } }, 'FEATURE_INVALID', /named 'plan' already/],
    ['nothing', { drop: ['tenure', 'plan'] }, 'FEATURE_INVALID', /no column to learn from/],
  ])('refuses a feature that is %s', (_, options, code, message) => {
    const plan = () => planFeatures(table, { target: 'y', where: (key) => `c:9 ${key}`, ...options })
    expect(plan).toThrow(expect.objectContaining({ code }))
    expect(plan).toThrow(message)
  })
})

describe('numeric features', () => {
  const gaps = tableOf({ x: [1, NONE, 4, 2, 2, 9] })

  it.each([
    ['median', 2],
    ['mean', 3.6],
    ['most_frequent', 2],
    [{ constant: -1 }, -1],
  ] as const)('replace what is missing by %o', async (numeric, expected) => {
    expect((await run(gaps, { impute: { numeric } }))['x']![1]).toBeCloseTo(expected, 12)
  })

  it('fill gaps that only serving has', async () => {
    expect(await run(tableOf({ x: [1, 2, 3, 4] }), {}, tableOf({ x: [NONE, 7] }))).toEqual({ x: [2.5, 7] })
  })

  it('keep their gaps for an estimator that takes them, but where training had none or a replacement is asked for', async () => {
    const takes = { takesMissing: true }
    expect(await run(gaps, {}, tableOf({ x: [NONE, 7] }), takes)).toEqual({ x: [NONE, 7] })
    expect(await run(gaps, { scale: 'standard' }, tableOf({ x: [NONE, 3.6] }), takes)).toEqual({ x: [NONE, 0] })
    expect(await run(tableOf({ x: [1, 2, 3, 4] }), {}, tableOf({ x: [NONE, 7] }), takes)).toEqual({ x: [2.5, 7] })
    expect((await run(gaps, { impute: { numeric: 'mean' } }, tableOf({ x: [NONE] }), takes))['x']![0]).toBeCloseTo(
      3.6,
      12,
    )
    expect(await run(gaps, { derived: { d: 'x * 2' } }, tableOf({ x: [NONE, 7] }), takes)).toMatchObject({
      d: [NONE, 14],
    })
  })

  it('are standardised with the population deviation where the estimator wants it or the config says so', async () => {
    const expected = { x: [-1, 1] }
    expect(await run(tableOf({ x: [2, 4] }), {}, undefined, { scaleByDefault: true })).toEqual(expected)
    expect(await run(tableOf({ x: [2, 4] }), { scale: 'standard' })).toEqual(expected)
    expect(await run(tableOf({ x: [2, 4] }), { scale: 'none' }, undefined, { scaleByDefault: true })).toEqual({
      x: [2, 4],
    })
    expect(await run(tableOf({ x: [2, 4, 6] }), { scale: 'minmax' })).toEqual({ x: [0, 0.5, 1] })
  })

  it('are left unscaled where constant', async () => {
    const [shifted] = (await run(tableOf({ x: [0.1, 0.1, 0.1] }), { scale: 'standard' }, tableOf({ x: [0.3] })))['x']!
    expect(shifted).toBeCloseTo(0.2, 12)
    expect(await run(tableOf({ x: [3, 3] }), { scale: 'minmax' }, tableOf({ x: [5] }))).toEqual({ x: [2] })
  })

  it('are derived from raw and derived ones before imputation', async () => {
    const table = tableOf({ total: [10, 20, NONE], tenure: [0, 4, 2] })
    expect(await run(table, { derived: { rate: 'total / max(tenure, 1)', twice: 'rate * 2' } })).toMatchObject({
      rate: [10, 5, 7.5],
      twice: [20, 10, 15],
    })
  })

  it('are rounded to float32 for trees, with a warning where integers are too large for it', async () => {
    const table = tableOf({ x: [0.1, 0.2], big: [2 ** 24 + 1, 5] })
    const warnings = await warningsOf(async (reporter) => {
      expect(await run(table, {}, undefined, { precision: 'float32', reporter })).toEqual({
        x: [Math.fround(0.1), Math.fround(0.2)],
        big: [2 ** 24, 5],
      })
    })
    expect(warnings).toEqual([expect.stringMatching(/'big' has integers beyond 2\^24/)])
  })

  it('refuse infinities in training and say whence they come', async () => {
    await expect(run(tableOf({ x: [1, Infinity] }), {})).rejects.toThrow(/'x' is infinite in 1 row\..*null_values/)
    await expect(run(tableOf({ x: [1, 0] }), { derived: { d: '1 / x' } })).rejects.toThrow(
      /features\.derived\.d: 'd' is infinite.*division by zero/,
    )
  })
})

describe('categorical features', () => {
  const table = tableOf({ c: ['b', 'a', 'b', '', 'c', 'a', 'b'] })

  it('are one-hot in code-point order, missing imputed by the most frequent, unknown all zeros', async () => {
    const other = tableOf({ c: ['a', 'zzz', ''] })
    expect(await run(table, {}, other)).toEqual({ c_a: [1, 0, 0], c_b: [0, 0, 1], c_c: [0, 0, 0] })
  })

  it('take a constant for missing as a category of its own', async () => {
    const options: PlanOptions = { impute: { categorical: { constant: 'missing' } } }
    expect(await run(table, options, tableOf({ c: ['', 'a'] }))).toMatchObject({ c_missing: [1, 0], c_a: [0, 1] })
    expect(await run(tableOf({ c: ['a', 'b'] }), options, tableOf({ c: ['', 'a'] }))).toEqual({
      c_a: [0, 1],
      c_b: [0, 0],
    })
  })

  it('have missing as a category of its own for an estimator that takes it, NaN where ordinal', async () => {
    const takes = { takesMissing: true }
    const other = tableOf({ c: ['', 'a', 'zzz'] })
    expect(await run(table, {}, other, takes)).toEqual({
      c_a: [0, 1, 0],
      c_b: [0, 0, 0],
      c_c: [0, 0, 0],
      c_missing: [1, 0, 0],
    })
    expect(await run(table, { encode: { method: 'ordinal' } }, other, takes)).toEqual({ c: [NONE, 0, -1] })
    expect(await run(table, { impute: { categorical: 'most_frequent' } }, other, takes)).toMatchObject({
      c_b: [1, 0, 0],
    })
    expect(await run(tableOf({ c: ['a', 'b', 'a'] }), {}, other, takes)).toEqual({ c_a: [1, 1, 0], c_b: [0, 0, 0] })
    const named = tableOf({ c: ['missing', 'missing', ''] })
    expect(await run(named, {}, named, takes)).toEqual({ c_missing: [1, 1, 0], c_missing_: [0, 0, 1] })
    expect(await run(table, { encode: { min_frequency: 2 } }, other, takes)).toMatchObject({ c_infrequent: [1, 0, 0] })
    const numbers = tableOf({ code: [10, NONE, -1] })
    expect(await run(numbers, { categorical: ['code'] }, numbers, takes)).toEqual({
      'code_-1': [0, 0, 1],
      code_10: [1, 0, 0],
      code_missing: [0, 1, 0],
    })
  })

  it('share a bucket where they are rare, which an unknown value does not fall in', async () => {
    const other = tableOf({ c: ['c', 'b', 'zzz'] })
    const expected = { c_a: [0, 0, 0], c_b: [0, 1, 0], c_infrequent: [1, 0, 0] }
    expect(await run(table, { encode: { min_frequency: 2 } }, other)).toEqual(expected)
    expect(await run(table, { encode: { min_frequency: 0.25 } }, other)).toEqual(expected)
    expect(await run(table, { encode: { max_categories: 3 } }, other)).toEqual(expected)
  })

  it('are codes when ordinal, unknown -1', async () => {
    expect(await run(table, { encode: { method: 'ordinal' } }, tableOf({ c: ['c', 'a', 'zzz', ''] }))).toEqual({
      c: [2, 0, -1, 1],
    })
  })

  it.each(['onehot', 'ordinal'] as const)('refuse an unknown value when %s and told to', async (method) => {
    await expect(
      run(table, { encode: { method, handle_unknown: 'error' } }, tableOf({ c: ['a', 'zzz'] })),
    ).rejects.toThrow(
      expect.objectContaining({
        code: 'CATEGORY_UNKNOWN',
        message: expect.stringMatching(/^row 2: "zzz" is no known category of 'c'\. Use one of: a, b, c;/),
      }),
    )
  })

  it('may be numbers, sorted and compared as numbers', async () => {
    const numbers = tableOf({ code: [10, 9, 10, 100] })
    const fitted = await fitFeatures(numbers, planFeatures(numbers, { categorical: ['code'] }), TREES)
    expect(fitted.inputs).toEqual([{ name: 'code', type: 'long' }])
    expect(fitted.features[0]).toMatchObject({ values: ['9', '10', '100', ''], bucketOf: [0, 1, 2, 1] })
    const { names, columns } = await transformFeatures(fitted, tableOf({ code: [100, NONE, 7, 10.0] }))
    expect(names).toEqual(['code_9', 'code_10', 'code_100'])
    expect(columns.map((column) => [...column])).toEqual([
      [0, 0, 0, 0],
      [0, 1, 0, 1],
      [1, 0, 0, 0],
    ])
  })

  it('keep a bucket when a fold has no value at all', async () => {
    const plan = planFeatures(tableOf({ c: ['a', 'b'] }))
    expect(featureNames(await fitFeatures(tableOf({ c: ['', ''] }), plan, TREES))).toEqual(['c_missing'])
  })
})
