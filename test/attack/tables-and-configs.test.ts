// Tables and configs that are made to cost: each command ends soon, in words, and takes little memory.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCounts } from './counts.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const PEAK = join(import.meta.dirname, '../fixtures/peak-child.ts')
const DEADLINE_MS = 50_000

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'costly-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const deep = (open: string, close: string): string =>
  `{"a":1,"y":0,"d":${open.repeat(10_000)}1${close.repeat(10_000)}}\n`
const sum = (terms: number): string => Array(terms).fill('a').join('+')

interface Ended {
  readonly status: number | null
  readonly output: string
  /** Megabytes at most. */
  readonly memory: number
}

function train(...args: string[]): Ended {
  const node = ['--import', PEAK, MAIN, 'train', ...args]
  const options = { cwd: folder, timeout: DEADLINE_MS, maxBuffer: 2 ** 26 }
  const { status, stdout, stderr } = spawnSync(process.execPath, node, options)
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(join(folder, 'peak.txt'), 'utf8'))!
  return { status, output: `${stdout}${stderr}`, memory: Number(kilobytes) / 1024 }
}

const onTable = (name: string): Ended => train('--data', name, '--target', 'y')

const write = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content)

/** Config of a small table, and what is put into it. */
function onConfig(more: string): Ended {
  write('small.csv', ['a,y', ...Array.from({ length: 60 }, (_, i) => `${i},${i % 2}`), ''].join('\n'))
  write('bomb.yaml', `data: { train_path: small.csv, target_column: y }\n${more}\n`)
  return train('--config', 'bomb.yaml')
}

it('wide, deep and endless tables', () => {
  const names = Array.from({ length: 99_999 }, (_, i) => `f${i}`).join(',')
  write('columns.csv', `${names},y\n${'1,'.repeat(99_999)}0\n`)
  write('fields.csv', `y\n${','.repeat(15_000_000)}\n`)
  write('quote.csv', `a,y\n1,"${'x'.repeat(40_000_000)}\n`)
  write('lists.jsonl', deep('[', ']').repeat(3))
  write('objects.jsonl', deep('{"k":', '}').repeat(3))
  write('open.jsonl', `{"a":${'['.repeat(100_000)}\n`)
  const counts = createCounts('costly tables')
  let most = 0
  for (const name of ['columns.csv', 'fields.csv', 'quote.csv', 'lists.jsonl', 'objects.jsonl', 'open.jsonl']) {
    const { status, output, memory } = onTable(name)
    counts.add(`${name} exit ${status}`)
    expect(output, name).toMatch(/^error DATA_/m)
    expect(output, name).not.toMatch(/INTERNAL|\n {4}at /)
    expect(status, name).toBe(2)
    most = Math.max(most, memory)
  }
  counts.report({ 'MB at most': Math.round(most) })
  expect(most).toBeLessThan(1200)
})

it('a packed file a thousand times larger than it looks', () => {
  // A file of gzip may be made of many: each adds 20 MB of rows.
  write('bomb.csv.gz', gzipSync('a,y\n'))
  const rows = gzipSync('1,0\n2,1\n'.repeat(2_500_000))
  for (let i = 0; i < 8; i++) appendFileSync(join(folder, 'bomb.csv.gz'), rows)
  write(
    'sampled.yaml',
    'data: { train_path: bomb.csv.gz, target_column: y, max_rows: 1000 }\nmodel: { n_estimators: 3 }\n',
  )
  const { status, output, memory } = train('--config', 'sampled.yaml')
  createCounts('packed bomb').report({
    'exit code': String(status),
    'MB packed': 0.2,
    'MB unpacked': 160,
    'MB at most': Math.round(memory),
  })
  expect(output).toMatch(/sampled to 1000 of its 40000000 rows/)
  expect(status).toBe(0)
  expect(memory).toBeLessThan(600)
})

it('configs of aliases, of depth, of keys, of endless expressions', () => {
  const laughs = Array.from({ length: 8 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
  const bombs: Readonly<Record<string, string>> = {
    aliases: `model:\n  l0: &l0 [x]\n  ${laughs.join('\n  ')}`,
    itself: 'model: &m { p: *m }',
    brackets: `model: ${'['.repeat(100_000)}`,
    keys: `model: { ${Array.from({ length: 300_000 }, (_, i) => `k${i}: 1`).join(', ')} }`,
    chain: `features: { derived: { d: "${sum(20_000)}" } }`,
    long: `features: { derived: { d: "${sum(200_000)}" } }`,
    parentheses: `features: { derived: { d: "${'('.repeat(10_000)}a${')'.repeat(10_000)}" } }`,
    functions: `features: { derived: { d: "${'abs('.repeat(10_000)}a${')'.repeat(10_000)}" } }`,
    minus: `features: { derived: { d: "${'-'.repeat(10_000)}a" } }`,
  }
  const counts = createCounts('costly configs')
  for (const [name, text] of Object.entries(bombs)) {
    const { status, output } = onConfig(text)
    counts.add(`${/error (\w+)/.exec(output)?.[1]} exit ${status}`)
    expect(output, name).toMatch(/^error (?:CONFIG_|EXPRESSION_)/m)
    expect(output, name).not.toMatch(/INTERNAL|\n {4}at /)
    expect(output.length, name).toBeLessThan(1000)
    expect(status, name).toBe(2)
  }
  counts.report()
})
