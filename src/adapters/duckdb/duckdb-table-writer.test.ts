import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partialPath } from '../../core/index.ts'
import type { Table } from '../../data/index.ts'
import { systemProcesses } from '../system/index.ts'
import { createDuckdbTableReader } from './duckdb-table-reader.ts'
import { createDuckdbTableWriter } from './duckdb-table-writer.ts'

const reader = createDuckdbTableReader()
const writer = createDuckdbTableWriter({ processes: systemProcesses })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mw writer's-"))
})
afterAll(() => rm(folder, { recursive: true }))

const rows = 5000
const numbers = (value: (i: number) => number): Float64Array => Float64Array.from({ length: rows }, (_, i) => value(i))
const categories = ['plain', 'a "quote", and comma', 'two\nlines', ' padded ', 'tab\there', 'é𝒳']
const table: Table = {
  rows,
  columns: [
    { kind: 'number', name: 'whole', type: 'long', values: numbers((i) => i * 1_000_003 - 7) },
    { kind: 'number', name: 'gaps', type: 'double', values: numbers((i) => (i % 7 === 0 ? Number.NaN : i)) },
    { kind: 'number', name: 'round', type: 'double', values: numbers((i) => i) },
    { kind: 'number', name: 'float', type: 'double', values: numbers((i) => Math.sin(i) * 10 ** (i % 40)) },
    { kind: 'number', name: 'ends', type: 'double', values: numbers((i) => [Infinity, -Infinity, 1e300][i % 3]!) },
    { kind: 'number', name: 'flag', type: 'boolean', values: numbers((i) => i % 2) },
    {
      kind: 'text',
      name: 'a "b", c',
      type: 'string',
      source: 'text',
      categories,
      codes: Int32Array.from({ length: rows }, (_, i) => (i % 7) - (i < 7 ? 0 : 1) - (i === 6 ? 1 : 0)),
    },
  ],
}

function texts(from: Table): (string | undefined)[] {
  const column = from.columns.at(-1)!
  return column.kind === 'text' ? Array.from(column.codes, (code) => column.categories[code]) : []
}

describe('createDuckdbTableWriter', () => {
  it.each(['csv', 'tsv', 'csv.gz', 'jsonl', 'ndjson.gz', 'parquet'])(
    'writes .%s that reads back the same',
    async (extension) => {
      const path = join(folder, 'new folder', `table.${extension}`)
      await writer.write(path, table)
      const { table: back } = await reader.read({ kind: 'path', path })
      expect(back.columns.map(({ name, type }) => [name, type])).toEqual(
        table.columns.map(({ name, type }) => [name, type]),
      )
      for (const [i, column] of table.columns.entries()) {
        if (column.kind === 'number') expect(back.columns[i]).toEqual(column)
      }
      expect(texts(back)).toEqual(texts(table))
    },
  )

  it('writes whole numbers as they are where a gap or a fraction shows what the column is, and .csv with its delimiter', async () => {
    const columns = [
      [19, Number.NaN],
      [1, 1.5],
      [3, 4],
    ].map((values, i) => {
      return { kind: 'number', name: `n${i}`, type: 'double', values: Float64Array.from(values) } as const
    })
    const path = join(folder, 'semicolons.csv')
    await writer.write(path, { rows: 2, columns }, { delimiter: ';' })
    expect(await readFile(path, 'utf8')).toBe('n0;n1;n2\n19;1;3.0\n;1.5;4.0\n')
  })

  it('leaves no partial file behind, and the old one when it fails', async () => {
    const path = join(folder, 'kept.parquet')
    await writer.write(path, table)
    const before = await readFile(path)
    const twice = { ...table, columns: [table.columns[0]!, table.columns[0]!] }
    await expect(writer.write(path, twice)).rejects.toThrow()
    expect(await readFile(path)).toEqual(before)
    expect((await readdir(folder)).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('removes what killed writers of the same file left, and nothing of others', async () => {
    const path = join(folder, 'again.csv')
    const { pid } = spawnSync(process.execPath, ['--version'])
    const dead = { current: () => ({ ...systemProcesses.current(), pid, began: '1' }), isAlive: () => true }
    const elsewhere = { ...dead, current: () => ({ ...dead.current(), host: 'another machine' }) }
    const left = partialPath(path, dead)
    const kept = [
      partialPath(path, systemProcesses),
      partialPath(path, elsewhere),
      partialPath(join(folder, 'other.csv'), dead),
      `${path}.mine.partial`,
    ]
    for (const file of [left, ...kept]) await writeFile(file, 'half')
    await writer.write(path, { rows: 1, columns: [] })
    const names = (await readdir(folder)).filter((name) => name.endsWith('.partial'))
    expect(names.sort()).toEqual(kept.map((file) => basename(file)).sort())
    for (const file of kept) await rm(file)
  })

  it('refuses an unknown kind', async () => {
    for (const [name, said] of [
      ['a.xlsx', /a table cannot be written as \.xlsx.*\.csv, \.tsv.*\.parquet/],
      ['p.json', /cannot be written as \.json/],
      ['p', /cannot be written as a file without extension/],
    ] as const) {
      const message = expect.stringMatching(said)
      await expect(writer.write(join(folder, name), table)).rejects.toMatchObject({
        code: 'USAGE',
        message,
      })
    }
  })
})
