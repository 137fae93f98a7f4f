import { expect, test } from 'vitest'
import { createRng } from '../../src/core/index.ts'
import { gammaQ, logGamma } from '../../src/stats/gamma.ts'
import {
  benjaminiHochberg,
  chiSquaredSf,
  chiSquaredTest,
  cramersV,
  fisherExact,
  gTest,
  jensenShannon,
  kolmogorovSmirnov,
  wasserstein,
} from '../../src/stats/index.ts'
import { runPython } from './python.ts'

interface Case {
  readonly ask: string
  readonly args: readonly unknown[]
  readonly ours: number | readonly number[]
  /** Relative, where the expected value is not 0. */
  readonly tolerance: number
}

const rng = createRng(2026)
const draw = <T>(n: number, one: () => T): T[] => Array.from({ length: n }, one)
const size = (most: number): number => 1 + Math.floor(most * rng.next() ** 3)

async function check(cases: readonly Case[]): Promise<void> {
  const answers = await runPython<(number | number[])[]>('sklearn', 'stats.py', cases)
  expect(answers).toHaveLength(cases.length)
  for (const [i, { ask, args, ours, tolerance }] of cases.entries()) {
    const expected = [answers[i]!].flat()
    for (const [j, value] of [ours].flat().entries()) {
      const off = Math.abs(value - expected[j]!) / (Math.abs(expected[j]!) || 1)
      const what = `${ask} ${JSON.stringify(args).slice(0, 300)}: ours ${value}, SciPy ${expected[j]}`
      expect(off, what).toBeLessThanOrEqual(tolerance)
    }
  }
}

test('gamma functions and the chi-squared tail, tiny and huge, down to 1e-300', async () => {
  const cases: Case[] = []
  for (const x of [1e-8, 0.1, 0.5, 1.5, 3, 14.9, 15, 171, 1e5, 1e12]) {
    cases.push({ ask: 'log_gamma', args: [x], ours: logGamma(x), tolerance: 1e-13 })
  }
  for (const df of [1, 2, 3, 7, 29, 30, 31, 100, 999, 20_000]) {
    for (const ratio of [1e-6, 0.1, 0.5, 0.9, 0.999, 1, 1.001, 1.1, 1.5, 3]) {
      cases.push({ ask: 'gamma_q', args: [df, df * ratio], ours: gammaQ(df, df * ratio), tolerance: 1e-11 })
    }
    for (const x of [0.01, 1, 10, 50, 200, 700, 1300]) {
      cases.push({ ask: 'chi2_sf', args: [x, df], ours: chiSquaredSf(x, df), tolerance: 2e-12 })
    }
  }
  await check(cases)
})

test('tests on tables of counts', async () => {
  const cases: Case[] = []
  for (let i = 0; i < 150; i++) {
    const width = 2 + rng.int(8)
    const most = [10, 200, 1e5][i % 3]!
    const table = draw(2 + rng.int(3), () => draw(width, () => 1 + size(most)))
    const chi = (yates: boolean): number[] => {
      const { statistic, df, p } = chiSquaredTest(table, { yates })
      return [statistic, p, df]
    }
    const g = gTest(table)
    cases.push(
      { ask: 'chi2', args: [table, false], ours: chi(false), tolerance: 1e-9 },
      { ask: 'chi2', args: [table, true], ours: chi(true), tolerance: 1e-9 },
      { ask: 'g', args: [table], ours: [g.statistic, g.p, g.df], tolerance: 1e-7 },
      { ask: 'cramers_v', args: [table], ours: cramersV(table), tolerance: 1e-9 },
    )
    const [a, b, c, d] = draw(4, () => size(most / 10) - 1) as [number, number, number, number]
    cases.push({
      ask: 'fisher',
      args: [
        [
          [a, b],
          [c, d],
        ],
      ],
      ours: fisherExact(a, b, c, d),
      tolerance: 1e-8,
    })
  }
  await check(cases)
})

const sample = (n: number, tied: boolean, shift: number): number[] =>
  draw(n, () => (tied ? Math.round(rng.normal() * 3) : rng.normal()) + shift)

test('two-sample Kolmogorov–Smirnov: exact, with and without ties, from one value to ten thousand', async () => {
  const cases: Case[] = []
  for (let i = 0; i < 120; i++) {
    const tied = i % 2 === 0
    const n = size(1500)
    const m = i % 3 === 0 ? n : size(1500)
    const a = sample(n, tied, 0)
    const b = sample(m, tied, i % 4 === 0 ? 0 : rng.next())
    const { statistic, p } = kolmogorovSmirnov(a, b)
    cases.push({ ask: 'ks', args: [a, b, 'exact'], ours: [statistic, p], tolerance: 1e-9 })
  }
  for (const [n, m] of [
    [10_000, 10_000],
    [10_000, 4999],
    [5000, 500],
  ] as const) {
    const a = sample(n, false, 0)
    const b = sample(m, false, 0.05)
    const { statistic, p } = kolmogorovSmirnov(a, b)
    cases.push({ ask: 'ks', args: [a, b, 'auto'], ours: [statistic, p], tolerance: 1e-9 })
  }
  await check(cases)
})

test('two-sample Kolmogorov–Smirnov: the limit law is within a hundredth of SciPy’s finite-sample one', async () => {
  const cases: Case[] = []
  for (const shift of [0, 0.01, 0.02, 0.03]) {
    const a = draw(20_000, () => rng.normal())
    const b = draw(15_000, () => rng.normal() + shift)
    const { statistic, p } = kolmogorovSmirnov(a, b)
    cases.push({ ask: 'ks', args: [a, b, 'auto'], ours: [statistic, p], tolerance: 0.01 })
  }
  await check(cases)
})

test('distances and adjusted p-values', async () => {
  const cases: Case[] = []
  for (let i = 0; i < 150; i++) {
    const scale = [1, 1e-6, 1e6][i % 3]!
    const a = draw(size(300), () => Math.round(rng.normal() * 5) * scale)
    const b = draw(size(300), () => rng.normal() * scale)
    const u = a.map(() => rng.next() + 0.01)
    const v = b.map(() => rng.next() + 0.01)
    const ours = wasserstein(a, b, { weights1: u, weights2: v })
    cases.push({ ask: 'wasserstein', args: [a, b, u, v], ours, tolerance: 1e-10 })
    cases.push({ ask: 'wasserstein', args: [a, b, null, null], ours: wasserstein(a, b), tolerance: 1e-10 })
    const p = draw(1 + rng.int(30), () => size(1000))
    const q = p.map(() => size(1000) - 1)
    if (q.some((weight) => weight > 0)) {
      cases.push({ ask: 'jensen_shannon', args: [p, q], ours: jensenShannon(p, q), tolerance: 1e-7 })
    }
    const raw = draw(1 + rng.int(40), () => rng.next() ** 4)
    cases.push({ ask: 'bh', args: [raw], ours: benjaminiHochberg(raw), tolerance: 1e-12 })
  }
  await check(cases)
})
