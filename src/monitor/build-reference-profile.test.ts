import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { numbers, tableOf, texts } from '../../test/fixtures/columns.ts'
import { createRng } from '../core/index.ts'
import type { Table } from '../data/index.ts'
import { buildReferenceProfile } from './build-reference-profile.ts'
import { parseReferenceProfile } from './parse-reference-profile.ts'
import { countBins, quantileEdges } from './quantile-bins.ts'
import type { CategoricalProfile, NumericProfile } from './reference-profile.ts'

const profileOf = (table: Table, options = {}) =>
  buildReferenceProfile(
    table,
    table.columns.map(({ name, type }) => ({ name, type })),
    undefined,
    options,
  )

test('a number column keeps moments, bins and a sorted sample; gaps and infinities are missing', async () => {
  const rng = createRng(1)
  const values = Array.from({ length: 20_000 }, () => rng.normal() * 2 + 10)
  const table = tableOf(numbers('x', [...values, Number.NaN, Number.POSITIVE_INFINITY]))
  const [feature] = (await profileOf(table)).features as [NumericProfile]
  expect(feature).toMatchObject({ kind: 'numeric', n: 20_000, missing: 2, min: Math.min(...values) })
  expect(feature.mean).toBeCloseTo(values.reduce((a, b) => a + b) / 20_000, 10)
  expect(feature.sd).toBeCloseTo(2, 1)
  expect(feature.counts.reduce((a, b) => a + b)).toBe(20_000)
  expect(Math.max(...feature.counts)).toBeLessThanOrEqual(80)
  expect(feature.sample).toHaveLength(5000)
  expect(feature.sample).toEqual(feature.sample.toSorted((a, b) => a - b))
})

test('few distinct numbers and text are categories, most frequent first; the tail is OTHER', async () => {
  const table = tableOf(numbers('n', [3, 1, 3, Number.NaN, 3, 1]), texts('t', ['b', 'a', '', 'b', 'c', 'd']))
  const [n, t] = (await profileOf(table, { maxCategories: 2 })).features as [CategoricalProfile, CategoricalProfile]
  expect(n).toMatchObject({ kind: 'categorical', n: 5, missing: 1, categories: ['3', '1'], counts: [3, 2], other: 0 })
  expect(t).toMatchObject({ n: 5, missing: 1, categories: ['b', 'a'], counts: [2, 1], other: 2 })
})

test('a frequent value has a bin of its own', () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 400 ? 0 : i / 1000)).sort()
  const edges = quantileEdges(values, 10)
  const counts = countBins(values, edges)
  expect(counts[0]).toBe(400)
  expect(countBins(Float64Array.of(0, Number.MIN_VALUE), edges).slice(0, 2)).toEqual(Float64Array.of(1, 1))
})

test('bins rise, hold every value and take outliers at their ends', () => {
  const sample = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(sample, fc.integer({ min: 1, max: 50 }), (values, bins) => {
      fc.pre(!values.includes(Number.MAX_VALUE))
      const sorted = Float64Array.from(values).sort()
      const edges = quantileEdges(sorted, bins)
      expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true)
      expect(countBins(sorted, edges).reduce((a, b) => a + b)).toBe(values.length)
      expect(edges.length).toBeLessThanOrEqual(2 * bins + 3)
      expect(countBins(Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE), edges).reduce((a, b) => a + b)).toBe(2)
    }),
  )
})

test('the profile survives JSON, is the same for the same seed, and stays small for a wide table', async () => {
  const rng = createRng(5)
  const columns = Array.from({ length: 40 }, (_, j) =>
    numbers(
      `x${j}`,
      Array.from({ length: 6000 }, () => rng.normal()),
    ),
  )
  const profile = await profileOf(tableOf(...columns))
  const text = JSON.stringify(profile)
  expect(text.length).toBeLessThan(2 << 20)
  expect(parseReferenceProfile(text)).toEqual(profile)
  expect(JSON.stringify(await profileOf(tableOf(...columns)))).toBe(text)
})

test('huge numbers overflow nothing, and an all-missing column is kept', async () => {
  const table = tableOf(
    numbers(
      'x',
      Array.from({ length: 50 }, (_, i) => 1e300 * (i - 25)),
    ),
    numbers(
      'gone',
      Array.from({ length: 50 }, () => Number.NaN),
    ),
  )
  const profile = await profileOf(table)
  expect(parseReferenceProfile(JSON.stringify(profile))).toEqual(profile)
  expect(profile.features[1]).toMatchObject({ kind: 'categorical', n: 0, missing: 50 })
})

test.each([
  ['not JSON', '{', 'not JSON'],
  ['another format', { ...(await profileOf(tableOf(texts('t', ['a'])))), format: 'x' }, 'format'],
  ['a newer version', { ...(await profileOf(tableOf(texts('t', ['a'])))), version: 2 }, 'version'],
  ['rows that do not add up', { ...(await profileOf(tableOf(texts('t', ['a'])))), rows: 7 }, "feature 't'"],
])('%s is refused', (_, json, message) => {
  expect(() => parseReferenceProfile(json)).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining(message) }),
  )
})

test('a damaged feature is refused', async () => {
  const good = await profileOf(
    tableOf(
      numbers(
        'x',
        Array.from({ length: 60 }, (_, i) => i),
      ),
    ),
  )
  const [feature] = good.features as [NumericProfile]
  const damaged: Partial<NumericProfile>[] = [
    { edges: feature.edges.slice(1) },
    { edges: feature.edges.toReversed() },
    { sample: feature.sample.toReversed() },
    { counts: feature.counts.map((count) => count + 1) },
  ]
  for (const change of damaged) {
    expect(() => parseReferenceProfile({ ...good, features: [{ ...feature, ...change }] })).toThrow("feature 'x'")
  }
})

test('an input that the table lacks is named', async () => {
  await expect(buildReferenceProfile(tableOf(texts('t', ['a'])), [{ name: 'u', type: 'string' }])).rejects.toThrow(
    "no column 'u'",
  )
})
