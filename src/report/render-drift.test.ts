import { expect, test } from 'vitest'
import { numbers, tableOf, texts } from '../../test/fixtures/columns.ts'
import { createRng } from '../core/index.ts'
import type { Column, Table } from '../data/index.ts'
import { buildReferenceProfile, detectDrift } from '../monitor/index.ts'
import { renderDrift } from './render-drift.ts'

const profileOf = ({ rows, columns }: Table) =>
  buildReferenceProfile(
    { rows, columns },
    columns.map(({ name, type }) => ({ name, type })),
  )
const rng = createRng(20)
/** Three features; the first has its mean at `shift`. */
const drawn = (rows: number, shift = 0): Table => {
  const draw = <T>(one: () => T): T[] => Array.from({ length: rows }, one)
  const columns: Column[] = [
    numbers(
      'x',
      draw(() => rng.normal() + shift),
    ),
    numbers(
      'count',
      draw(() => rng.int(4)),
    ),
    texts(
      'kind',
      draw(() => (rng.next() < 0.5 ? 'a' : 'b')),
    ),
  ]
  return tableOf(...columns)
}
const PROFILE = await profileOf(drawn(8000))

test('the terminal table draws both distributions and keeps its columns aligned', () => {
  const text = renderDrift(detectDrift(PROFILE, drawn(2000, 1.5)), 'table')
  const [summary, table] = text.split('\n\n')
  const [heading, x] = table!.split('\n')
  expect(summary).toMatch(/^drift — 1 of 3 features drifted; scores not compared; 2000 rows/)
  expect(x).toMatch(/^x +drift +ks 0\.\d+ .*[▁-█]{2}/)
  expect(heading!.indexOf('verdict')).toBe(x!.indexOf('drift'))
})

test('a narrow terminal gets both distributions or none, whole words, and is told what is missing', () => {
  const report = detectDrift(PROFILE, drawn(2000, 1.5))
  const text = (width: number) => renderDrift(report, 'table', width)
  const widest = (width: number) =>
    Math.max(
      ...text(width)
        .split('\n')
        .map((line) => [...line].length),
    )
  expect(text(Infinity)).not.toContain('Not shown')
  for (const width of [120, 80, 60, 45]) {
    expect(widest(width)).toBeLessThanOrEqual(width)
    const heading = text(width).split('\n\n')[1]!.split('\n')[0]!
    expect(heading.includes('reference')).toBe(heading.includes('current'))
  }
  expect(text(80)).toMatch(/^feature +verdict +test .*reference +current$/m)
  expect(text(80)).toMatch(/\nNot shown for want of room: missing[^]*--json\.\n$/)
  expect(text(80).replaceAll('\n', ' ')).toContain('the effect is large enough to matter')
})

test('Markdown escapes what data could break', async () => {
  const nasty = 'a|b\n<img src=x>'
  const report = detectDrift(await profileOf(tableOf(texts(nasty, ['u', 'v']))), {
    rows: 1,
    columns: [numbers('other', [1])],
  })
  const text = renderDrift(report, 'markdown')
  expect(text).toContain('| a\\|b \\<img src=x\\> | drift |')
  expect(text.split('\n')).toHaveLength(6)
})

test('JSON is the report itself', () => {
  const report = detectDrift(PROFILE, drawn(1000))
  expect(JSON.parse(renderDrift(report, 'json'))).toEqual(report)
})
