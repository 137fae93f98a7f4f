import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createDuckdbTableReader } from '../../adapters/duckdb/index.ts'
import { wholeTable } from './model-table.ts'

it('takes a table that was read whole, and refuses one that was sampled for want of memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'model-table-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'wide.csv')
  await writeFile(path, `a,b\n${Array.from({ length: 500 }, (_, i) => `${i},${i * 2}`).join('\n')}\n`)
  const reader = createDuckdbTableReader()
  expect(wholeTable(await reader.read({ kind: 'path', path })).rows).toBe(500)
  const sampled = await reader.read({ kind: 'path', path }, { memoryBudget: 5000 })
  expect(sampled.table.rows).toBeLessThan(500)
  expect(() => wholeTable(sampled)).toThrow(/wide\.csv: its 500 rows do not fit into memory at once\. Split the file/)
})
