import { expect, test } from 'vitest'
import { numbers, tableOf, texts } from '../../test/fixtures/columns.ts'
import { createRng, type Rng } from '../core/index.ts'
import type { Column, NumberColumn, Table, TextColumn } from '../data/index.ts'
import { buildReferenceProfile } from './build-reference-profile.ts'
import { detectDrift } from './detect-drift.ts'
import type { ComparedFinding, DriftFinding } from './drift-report.ts'
import { DRIFT_METHODS, type DriftMethodName } from './methods/drift-methods.ts'

const profileOf = (table: Table, scores?: Column) =>
  buildReferenceProfile(
    table,
    table.columns.map(({ name, type }) => ({ name, type })),
    scores,
  )
const compared = (finding: DriftFinding | null | undefined): ComparedFinding => {
  if (finding?.kind !== 'compared') throw new Error(`expected a comparison, got ${finding?.kind}`)
  return finding
}
const draw = <T>(n: number, one: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => one(i))
const normal = (rng: Rng, n: number, mean = 0): number[] => draw(n, () => rng.normal() + mean)
const letters = (rng: Rng, n: number, shareOfA = 0.5): string[] =>
  draw(n, () => (rng.next() < shareOfA ? 'a' : rng.next() < 0.5 ? 'b' : 'c'))

const rng = createRng(20)
const REFERENCE = tableOf(
  numbers('x', normal(rng, 8000)),
  numbers(
    'count',
    draw(8000, () => rng.int(4)),
  ),
  texts('kind', letters(rng, 8000)),
)
const PROFILE = await profileOf(
  REFERENCE,
  numbers(
    'probability',
    draw(8000, () => rng.next() * 0.5),
  ),
)
const current = (n: number, x = 0, shareOfA = 0.5): Column[] => [
  numbers('x', normal(rng, n, x)),
  numbers(
    'count',
    draw(n, () => rng.int(4)),
  ),
  texts('kind', letters(rng, n, shareOfA)),
]

test('the same distribution does not drift', () => {
  const report = detectDrift(PROFILE, tableOf(...current(2000)))
  expect(report).toMatchObject({ drifted: false, verdict: 'no drift', score: null })
  expect(report.features.map((finding) => finding.verdict)).toEqual(['no drift', 'no drift', 'no drift'])
})

test('a moved number and a moved category drift, each with its evidence; what stayed does not', () => {
  const report = detectDrift(PROFILE, tableOf(...current(2000, 0.5, 0.8)))
  expect(report.drifted).toBe(true)
  const [x, count, kind] = report.features.map(compared)
  expect(x).toMatchObject({
    verdict: 'drift',
    distribution: { test: { method: 'ks' }, effect: { method: 'wasserstein' } },
  })
  expect(x!.distribution!.effect.value).toBeCloseTo(0.5, 0)
  expect(x!.distribution!.test.adjustedP).toBeGreaterThanOrEqual(x!.distribution!.test.p)
  expect(count!.verdict).toBe('no drift')
  expect(kind).toMatchObject({ verdict: 'drift', distribution: { test: { method: 'chi_squared' } } })
})

test('a change too small to matter is no drift, however sure', () => {
  const [x] = detectDrift(PROFILE, tableOf(...current(8000, 0.15)), { effectFloor: 0.3 }).features.map(compared)
  expect(x!.distribution!.test.adjustedP).toBeLessThan(0.05)
  expect(x!.verdict).toBe('no drift')
})

test('too few rows are insufficient data, never no drift, and the minimum is a setting', () => {
  const few = tableOf(...current(200, 3))
  const report = detectDrift(PROFILE, few)
  expect(report).toMatchObject({ drifted: false, verdict: 'insufficient data' })
  expect(new Set(report.features.map((finding) => finding.verdict))).toEqual(new Set(['insufficient data']))
  expect(detectDrift(PROFILE, few, { minRows: 100 }).drifted).toBe(true)
})

test('an empty table and an empty column give insufficient data without NaN', () => {
  const empty = tableOf(numbers('x', []), numbers('count', []), texts('kind', []))
  const report = detectDrift(PROFILE, empty)
  expect(report.verdict).toBe('insufficient data')
  expect(JSON.stringify(report)).not.toContain('"statistic":null')
})

test('a missing column and a number column that became text are findings of their own', () => {
  const report = detectDrift(PROFILE, tableOf(texts('x', ['one', 'two', 'one'])))
  expect(report.features).toEqual([
    { kind: 'type changed', name: 'x', verdict: 'drift', expected: 'numeric', examples: ['one', 'two'] },
    { kind: 'missing column', name: 'count', verdict: 'drift' },
    { kind: 'missing column', name: 'kind', verdict: 'drift' },
  ])
  expect(report.drifted).toBe(true)
})

test('a risen missing rate drifts beside an unmoved distribution, and a column gone empty drifts by it', () => {
  const [x, ...rest] = current(2000) as [NumberColumn, ...Column[]]
  const holes = numbers(
    'x',
    x.values.map((value, i) => (i % 5 === 0 ? Number.NaN : value)),
  )
  const [finding] = detectDrift(PROFILE, tableOf(holes, ...rest)).features.map(compared)
  expect(finding).toMatchObject({
    verdict: 'drift',
    distribution: { verdict: 'no drift' },
    missing: { reference: 0, current: 0.2, verdict: 'drift' },
  })
  const gone = detectDrift(
    PROFILE,
    tableOf(
      texts(
        'x',
        draw(2000, () => ''),
      ),
      ...rest,
    ),
  )
  expect(gone.features[0]).toMatchObject({ verdict: 'drift', distribution: null, missing: { current: 1 } })
})

test('a new category drifts as UNSEEN, even against a constant reference', async () => {
  const constant = await profileOf(
    tableOf(
      texts(
        'k',
        draw(3000, () => 'a'),
      ),
    ),
  )
  const report = detectDrift(
    constant,
    tableOf(
      texts(
        'k',
        draw(600, (i) => (i % 6 === 0 ? 'new' : 'a')),
      ),
    ),
  )
  expect(report.features[0]).toMatchObject({ verdict: 'drift', unseen: 1 / 6, histogram: { labels: ['a', 'UNSEEN'] } })
  const one = detectDrift(
    constant,
    tableOf(
      texts(
        'k',
        draw(600, (i) => (i === 0 ? 'new' : 'a')),
      ),
    ),
  )
  expect(compared(one.features[0]).distribution!.test.p).toBeCloseTo(600 / 3600, 6)
  expect(one.drifted).toBe(false)
})

const code = (): string => `code-${Math.floor(2000 * rng.next() ** 2)}`

test('rare categories are pooled: thousands of them cry no wolf', async () => {
  const report = detectDrift(
    await profileOf(tableOf(texts('code', draw(9000, code)))),
    tableOf(texts('code', draw(900, code))),
  )
  expect(report.features[0]!.verdict).toBe('no drift')
})

test('a small reference of rare values cries no wolf over those it missed by chance', async () => {
  const reference = tableOf(
    texts('code', draw(120, code)),
    numbers('x', normal(rng, 15).concat(draw(105, () => Number.NaN))),
  )
  const holes = draw(7000, () => Number.NaN)
  const report = detectDrift(
    await profileOf(reference),
    tableOf(texts('code', draw(8000, code)), numbers('x', normal(rng, 1000).concat(holes))),
  )
  expect(report.features.map((finding) => finding.verdict)).toEqual(['no drift', 'no drift'])
  expect(compared(report.features[0]).unseen).toBeGreaterThan(0.5)
  const moved = detectDrift(
    await profileOf(reference),
    tableOf(
      texts(
        'code',
        draw(8000, () => 'new'),
      ),
      numbers('x', normal(rng, 1000, 2).concat(holes)),
    ),
  )
  expect(moved.features.map((finding) => finding.verdict)).toEqual(['drift', 'drift'])
})

test('a text column of digits is the same feature as the numbers it spells', () => {
  const report = detectDrift(
    PROFILE,
    tableOf(
      current(2000)[0]!,
      texts(
        'count',
        draw(2000, () => String(rng.int(4))),
      ),
      current(2000)[2]!,
    ),
  )
  expect(report.features[1]!.verdict).toBe('no drift')
})

test('one outlier neither makes a drift nor hides one', async () => {
  const clean = normal(rng, 3000)
  const spoilt = [...clean.slice(1), 1e12]
  const window = normal(rng, 1000)
  const moved = normal(rng, 1000, 0.6)
  for (const reference of [clean, spoilt]) {
    const profile = await profileOf(tableOf(numbers('x', reference)))
    for (const outlier of [0, 1e12, -1e12]) {
      const verdict = (values: number[]) =>
        detectDrift(profile, tableOf(numbers('x', [outlier, ...values]))).features[0]!.verdict
      expect(verdict(window)).toBe('no drift')
      expect(verdict(moved)).toBe('drift')
    }
  }
})

test('the scores drift as a column of the table or as given, and never shadow an input of the same name', async () => {
  const moved = numbers(
    'probability',
    draw(2000, () => 0.5 + rng.next() * 0.5),
  )
  const report = detectDrift(PROFILE, tableOf(...current(2000), moved))
  expect(report.score).toMatchObject({ name: 'probability', verdict: 'drift' })
  expect(report.features).toHaveLength(3)
  expect(detectDrift(PROFILE, tableOf(...current(2000)), { scores: moved }).score).toMatchObject({ verdict: 'drift' })
  const same = await profileOf(tableOf(moved), moved)
  expect(detectDrift(same, tableOf(moved)).score).toBeNull()
})

test('the report does not depend on the order of rows or columns', () => {
  const columns = current(1500, 0.2) as [NumberColumn, NumberColumn, TextColumn]
  const [x, count, kind] = columns
  const turned = tableOf(
    { ...kind, codes: kind.codes.toReversed() },
    { ...count, values: count.values.toReversed() },
    { ...x, values: x.values.toReversed() },
  )
  expect(detectDrift(PROFILE, turned)).toEqual(detectDrift(PROFILE, tableOf(...columns)))
})

test('over fifty unmoved features fewer than one window in ten alarms', async () => {
  const wide = (n: number): Table =>
    tableOf(...draw(50, (j) => (j % 2 === 0 ? numbers(`f${j}`, normal(rng, n)) : texts(`f${j}`, letters(rng, n)))))
  const profile = await profileOf(wide(2000))
  const alarms = draw(12, () => detectDrift(profile, wide(500)).drifted).filter(Boolean)
  expect(alarms.length).toBeLessThan(2)
})

const chosen = (feature: string, method: DriftMethodName, x = 0, a = 0.5): ComparedFinding => {
  const report = detectDrift(PROFILE, tableOf(...current(3000, x, a)), { methods: { [feature]: method } })
  return compared(report.features.find((finding) => finding.name === feature))
}

test.each(Object.keys(DRIFT_METHODS) as DriftMethodName[])(
  '%s tells a moved feature from one that stayed',
  (method) => {
    for (const kind of DRIFT_METHODS[method].kinds) {
      const feature = kind === 'numeric' ? 'x' : 'kind'
      const moved = chosen(feature, method, 1, 0.9)
      const stayed = chosen(feature, method)
      expect([moved.verdict, stayed.verdict]).toEqual(['drift', 'no drift'])
      expect([moved.distribution!.test.method, moved.distribution!.effect.method]).toContain(method)
      expect(stayed.distribution!.effect.value).toBeGreaterThanOrEqual(0)
    }
  },
)

const choosing = (feature: string, method: string) => () =>
  detectDrift(PROFILE, tableOf(...current(10)), { methods: { [feature]: method as DriftMethodName } })

test('a method that does not exist or does not fit its feature is refused by name', () => {
  expect(choosing('kind', 'ks')).toThrow(/methods\.kind: 'ks' does not compare categorical features/)
  expect(choosing('x', 'hellingr')).toThrow(/did you mean 'hellinger'/)
  expect(choosing('x', 'toString')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
