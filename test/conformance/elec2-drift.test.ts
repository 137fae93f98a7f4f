// Drift detection on real concept drift: the New South Wales electricity market, 1996–1998 (elec2), in the order of time.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDuckdbTableReader } from '../../src/adapters/duckdb/index.ts'
import { createRng } from '../../src/core/index.ts'
import { selectRows } from '../../src/data/index.ts'
import { buildReferenceProfile, type DriftReport, detectDrift } from '../../src/monitor/index.ts'

const path = join(import.meta.dirname, '../../../shared/data/elec2.csv')
if (!existsSync(path)) throw new Error(`no ${path}: put the shared tables beside the project in shared/data`)
const { table } = await createDuckdbTableReader().read({ kind: 'path', path })
const all = Int32Array.from({ length: table.rows }, (_, i) => i)

async function drift(reference: Int32Array, current: Int32Array): Promise<DriftReport> {
  const before = selectRows(table, reference)
  const inputs = before.columns.map(({ name, type }) => ({ name, type }))
  return detectDrift(await buildReferenceProfile(before, inputs), selectRows(table, current))
}

test('the last third of the market has drifted from the first', async () => {
  const third = Math.floor(table.rows / 3)
  const report = await drift(all.subarray(0, third), all.subarray(-third))
  expect(report.drifted).toBe(true)
  const drifted = report.features.filter((finding) => finding.verdict === 'drift').map((finding) => finding.name)
  expect(drifted).toEqual(expect.arrayContaining(['vicprice', 'transfer']))
  expect(drifted).not.toContain('period')
})

test.each([1, 2, 3, 4, 5])('two random halves have not drifted (seed %i)', async (seed) => {
  const shuffled = all.slice()
  createRng(seed).shuffle(shuffled)
  const half = table.rows >>> 1
  const report = await drift(shuffled.subarray(0, half), shuffled.subarray(half))
  expect(report.verdict).toBe('no drift')
  expect(new Set(report.features.map((finding) => finding.verdict))).toEqual(new Set(['no drift']))
})
