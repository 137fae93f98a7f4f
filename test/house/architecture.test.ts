// Keeps docs/adr/0001: the layers, their front doors, the ports. Every rule is shown able to fail on a planted violation.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkArchitecture, type Rule, type Violation } from './architecture/rules.ts'

const root = join(import.meta.dirname, '../..')
const planted: string[] = []

/** A small project that breaks no rule, with `files` put over it. */
function plant(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'architecture-'))
  planted.push(folder)
  const sound = {
    'src/core/clock.ts': `export interface Clock { now(): number }`,
    'src/core/index.ts': `export type { Clock } from './clock.ts'`,
    'src/train/tree.ts': `import { createHash } from 'node:crypto'\nimport type { Clock } from '../core/index.ts'\nexport type Tree = Clock\nexport const hash = createHash`,
    'src/train/index.ts': `export { hash, type Tree } from './tree.ts'`,
    'src/track/run.ts': `import type { Clock } from '../core/index.ts'\nexport type Run = Clock`,
    'src/track/index.ts': `export type { Run } from './run.ts'`,
    'src/adapters/disk/disk.ts': `import { readFileSync } from 'node:fs'\nimport type { Tree } from '../../train/index.ts'\nexport const read = (path: string): Tree => ({ now: () => readFileSync(path).length + Date.now() })`,
    'src/adapters/disk/index.ts': `export { read } from './disk.ts'`,
    'src/train/tree.test.ts': `import { rmSync } from 'node:fs'\nimport { read } from '../adapters/disk/index.ts'\nexport const x = [rmSync, read]`,
    'src/app/project.ts': `import { read } from '../adapters/disk/index.ts'\nimport { hash } from '../train/index.ts'\nexport const app = [read, hash]`,
    'src/index.ts': `export { app } from './app/project.ts'`,
    'src/cli/main.ts': `import { app } from '../app/project.ts'\nimport { readFileSync } from 'node:fs'\nprocess.exitCode = app.length + readFileSync('x').length`,
  }
  for (const [path, text] of Object.entries({ ...sound, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const show = (violations: readonly Violation[]): string[] =>
  violations.map(({ rule, where, problem }) => `${rule} ${where} ${problem}`)

afterEach(() => {
  for (const folder of planted.splice(0)) rmSync(folder, { recursive: true })
})

test('this project keeps every rule', () => {
  expect(show(checkArchitecture(root))).toEqual([])
})

test('a sound project has no violation', () => {
  expect(show(checkArchitecture(plant({})))).toEqual([])
})

describe('a planted violation is found:', () => {
  const long = `export const lines = [\n${'  1,\n'.repeat(400)}]\n`
  const cases: [name: string, rule: Rule, files: Record<string, string>, where: string][] = [
    [
      'an import that points right',
      'layer',
      { 'src/train/bad.ts': `\nimport type { Run } from '../gate/index.ts'`, 'src/gate/index.ts': `` },
      'src/train/bad.ts:2',
    ],
    [
      'a type in an import() that points right',
      'layer',
      { 'src/core/bad.ts': `export type R = import('../track/index.ts').Run` },
      'src/core/bad.ts:1',
    ],
    [
      'a dynamic import that points right',
      'layer',
      { 'src/core/bad.ts': `export const r = await import('../track/index.ts')` },
      'src/core/bad.ts:1',
    ],
    [
      'a re-export that points right',
      'layer',
      { 'src/core/bad.ts': `export * from '../track/index.ts'` },
      'src/core/bad.ts:1',
    ],
    [
      'an adapter that imports HTTP',
      'layer',
      { 'src/adapters/disk/bad.ts': `import '../../http/kit/index.ts'`, 'src/http/kit/index.ts': `` },
      'src/adapters/disk/bad.ts:1',
    ],
    [
      'train importing track',
      'apart',
      { 'src/train/bad.ts': `import type { Run } from '../track/index.ts'\nexport type B = Run` },
      'src/train/bad.ts:1',
    ],
    [
      'a route that asks the registry by itself',
      'reach',
      {
        'src/http/predict/bad.ts': `import type { V } from '../../registry/index.ts'\nexport type B = V`,
        'src/registry/version.ts': `export type V = 1`,
        'src/registry/index.ts': `export type { V } from './version.ts'`,
      },
      'src/http/predict/bad.ts:1',
    ],
    [
      'an import past a front door',
      'front-door',
      { 'src/train/bad.ts': `import type { Clock } from '../core/clock.ts'\nexport type B = Clock` },
      'src/train/bad.ts:1',
    ],
    [
      'a room within a room that imports its right neighbour',
      'layer',
      {
        'src/workflows/models/bad.ts': `import type { R } from '../release/index.ts'\nexport type B = R`,
        'src/workflows/release/release.ts': `export type R = 1`,
        'src/workflows/release/index.ts': `export type { R } from './release.ts'`,
      },
      'src/workflows/models/bad.ts:1',
    ],
    [
      'a way past the front door of a room within a room',
      'front-door',
      {
        'src/workflows/release/bad.ts': `import type { M } from '../models/model.ts'\nexport type B = M`,
        'src/workflows/models/model.ts': `export type M = 1`,
      },
      'src/workflows/release/bad.ts:1',
    ],
    [
      "a worker's URL past a front door",
      'front-door',
      { 'src/track/bad.ts': `export const w = new URL('../core/clock.ts', import.meta.url)` },
      'src/track/bad.ts:1',
    ],
    [
      'a stage importing an adapter',
      'adapters',
      { 'src/track/bad.ts': `import { read } from '../adapters/disk/index.ts'\nexport const b = read` },
      'src/track/bad.ts:1',
    ],
    [
      'an adapter importing another',
      'adapters',
      { 'src/adapters/net/net.ts': `import { read } from '../disk/index.ts'\nexport const b = read` },
      'src/adapters/net/net.ts:1',
    ],
    [
      'a command importing the app',
      'app',
      { 'src/cli/bad.ts': `import { app } from '../app/project.ts'\nexport const b = app` },
      'src/cli/bad.ts:1',
    ],
    [
      'a stage that reads the disk',
      'world',
      { 'src/train/bad.ts': `import { readFile } from 'node:fs/promises'\nexport const b = readFile` },
      'src/train/bad.ts:1',
    ],
    [
      'a stage that starts a thread',
      'world',
      { 'src/train/bad.ts': `export const b = await import('node:worker_threads')` },
      'src/train/bad.ts:1',
    ],
    [
      'a database outside the adapters',
      'package',
      { 'src/track/bad.ts': `import { Kysely } from 'kysely'\nexport const b = Kysely` },
      'src/track/bad.ts:1',
    ],
    [
      'a stage that reads the clock',
      'global',
      { 'src/train/bad.ts': `export const b = Date.now()` },
      'src/train/bad.ts:1',
    ],
    [
      'a stage that reads the environment',
      'global',
      { 'src/train/bad.ts': `export const b = process.env['HOME']` },
      'src/train/bad.ts:1',
    ],
    [
      'chance without a seed',
      'global',
      { 'src/app/project.ts': `export const app = Math.random()` },
      'src/app/project.ts:1',
    ],
    [
      'a circle of files',
      'circle',
      {
        'src/train/a.ts': `import type { B } from './b.ts'\nexport type A = B`,
        'src/train/b.ts': `import type { A } from './a.ts'\nexport type B = A`,
      },
      'src/train/a.ts',
    ],
    ['an import of nothing', 'missing', { 'src/train/bad.ts': `import './gone.ts'` }, 'src/train/bad.ts:1'],
    [
      'a file outside the build',
      'room',
      { 'src/train/bad.ts': `import '../../test/x.ts'`, 'test/x.ts': `` },
      'src/train/bad.ts:1',
    ],
    ['a room that is not on the map', 'room', { 'src/magic/a.ts': `` }, 'src/magic/a.ts'],
    ['an adapter without a folder', 'room', { 'src/adapters/a.ts': `` }, 'src/adapters/a.ts'],
    ['a banned file name', 'name', { 'src/train/tree-utils.ts': `` }, 'src/train/tree-utils.ts'],
    ['a banned folder name', 'name', { 'test/helpers/a.ts': `` }, 'test/helpers/a.ts'],
    ['a camel-case file name', 'name', { 'src/train/badName.ts': `` }, 'src/train/badName.ts'],
    ['a file that is too long', 'size', { 'src/train/bad.ts': long }, 'src/train/bad.ts'],
    ['an index.ts with code', 'index', { 'src/gate/index.ts': `export const b = 1` }, 'src/gate/index.ts'],
    ['a default export', 'default-export', { 'src/train/bad.ts': `export default 1` }, 'src/train/bad.ts'],
  ]
  test.each(cases)('%s', (_name, rule, files, where) => {
    const found = checkArchitecture(plant(files))
    expect(found).toEqual([{ rule, where, problem: expect.any(String) }])
  })
})
