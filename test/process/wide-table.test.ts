// A table of many columns, from the file to the registered version: the whole process stays small.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRng } from '../../src/core/index.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const PEAK = join(import.meta.dirname, '../fixtures/peak-child.ts')
const HALF_A_GIGABYTE = 512 * 1024

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wide-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  readonly status: number | null
  readonly output: string
  /** Kilobytes. */
  readonly resident: number
  readonly virtual: number
}

/** Runs the command, under a limit of its address space in kilobytes where one is given. */
function run(args: readonly string[], limit?: number): Ended {
  const limited = limit === undefined ? '' : `ulimit -v ${Math.floor(limit)}; `
  const command = `${limited}exec "$@"`
  const node = [process.execPath, '--import', PEAK, MAIN, ...args]
  // One arena of malloc: each thread would reserve 64 MB of addresses that it does not use.
  const env = { ...process.env, MALLOC_ARENA_MAX: '1' }
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command, 'run', ...node], {
    cwd: folder,
    env,
    maxBuffer: 2 ** 26,
  })
  const peaks = readFileSync(join(folder, 'peak.txt'), 'utf8')
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(peaks)![1])
  return { status, output: `${stdout}${stderr}`, resident: of('VmHWM'), virtual: of('VmPeak') }
}

function writeTable(name: string, columns: number, rows: number): void {
  const rng = createRng(1)
  const names = Array.from({ length: columns - 1 }, (_, i) => `f${i}`)
  const lines = Array.from({ length: rows }, () => {
    const cells = names.map(() => rng.normal())
    return [...cells.map((cell) => cell.toFixed(4)), cells[0]! + cells[1]! > 0 ? 'yes' : 'no'].join(',')
  })
  writeFileSync(join(folder, name), [[...names, 'y'].join(','), ...lines, ''].join('\n'))
}

describe('a wide table', () => {
  it('of 2,000 columns and 1,000 rows trains and scores in half a gigabyte', () => {
    writeTable('wide.csv', 2000, 1000)
    // Node reserves ten gigabytes of addresses before it runs a line: of them the half gigabyte comes on top of what it has at rest.
    const atRest = run(['--version'])
    const limit = atRest.virtual + HALF_A_GIGABYTE
    const trained = run(['train', '--data', 'wide.csv', '--target', 'y'], limit)
    expect(trained.output).toMatch(/wide version 1 is registered/)
    expect(trained).toMatchObject({ status: 0 })
    const predicted = run(['predict', '--model', 'models:/wide/1', 'wide.csv', '--output', 'out.csv'], limit)
    expect(predicted).toMatchObject({ status: 0 })
    // The rows it learned from have other answers than those held out: 1 says that it drifted.
    const drift = run(['drift', '--model', 'models:/wide/1', '--data', 'wide.csv', '--json'], limit)
    expect(drift.status).toBeLessThanOrEqual(1)
    expect(drift.output).toMatch(/"name": ?"f1998"/)
    for (const { resident } of [trained, predicted, drift]) expect(resident).toBeLessThan(HALF_A_GIGABYTE)
  })
})
