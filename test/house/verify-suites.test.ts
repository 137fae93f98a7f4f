// The check that every suite ran must itself be able to fail.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Verdict, verifySuites } from '../../scripts/verify-suites.ts'

const SUITES = { unit: 2, ui: 1 }
let root: string

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** A report in which each file has tests of the given states. */
function report(suite: string, files: Readonly<Record<string, readonly string[]>>): void {
  const testResults = Object.entries(files).map(([file, states]) => ({
    name: join(root, file),
    status: states.includes('failed') || states.length === 0 ? 'failed' : 'passed',
    assertionResults: states.map((status, i) => ({ fullName: `test ${i}`, status })),
  }))
  write(`reports/${suite}.json`, JSON.stringify({ testResults }))
}

const verify = (): Verdict => verifySuites(root, join(root, 'reports'), SUITES)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suites-'))
  for (const path of ['src/a.test.ts', 'src/deep/b.test.ts', 'test/ui/c.test.ts']) write(path, '')
  report('unit', { 'src/a.test.ts': ['passed', 'passed'], 'src/deep/b.test.ts': ['passed'] })
  report('ui', { 'test/ui/c.test.ts': ['passed'] })
})
afterEach(() => rmSync(root, { recursive: true }))

test('suites that ran in full are summed', () => {
  expect(verify()).toEqual({ passed: 4, failed: 0, problems: [] })
})

test('a suite that wrote no report is found', () => {
  rmSync(join(root, 'reports/ui.json'))
  expect(verify().problems).toEqual([
    'the suite ui did not run: it wrote no report',
    'test/ui/c.test.ts ran in no suite',
  ])
})

test('a suite that is filtered is found', () => {
  report('unit', { 'src/a.test.ts': ['passed'] })
  expect(verify().problems).toEqual([
    'the suite unit ran 1 test files, not the 2 it must have',
    'src/deep/b.test.ts ran in no suite',
  ])
})

test('a suite whose files were deleted is found', () => {
  rmSync(join(root, 'src/deep/b.test.ts'))
  report('unit', { 'src/a.test.ts': ['passed'] })
  expect(verify().problems).toEqual(['the suite unit ran 1 test files, not the 2 it must have'])
})

test.each(['skipped', 'pending', 'todo', 'disabled'])('a test that is %s is found', (state) => {
  report('ui', { 'test/ui/c.test.ts': ['passed', state] })
  expect(verify().problems).toEqual([`test/ui/c.test.ts: “test 1” did not run (${state})`])
})

test('a new test file that no suite includes is found', () => {
  write('bench/new.spec.ts', '')
  expect(verify().problems).toEqual(['bench/new.spec.ts ran in no suite'])
})

test('a file that two suites run is found, because it is counted twice', () => {
  report('ui', { 'test/ui/c.test.ts': ['passed'], 'src/a.test.ts': ['passed'] })
  expect(verify().problems).toEqual(['src/a.test.ts ran in unit and in ui'])
})

test('failed tests are counted', () => {
  report('ui', { 'test/ui/c.test.ts': ['failed', 'passed', 'failed'] })
  expect(verify()).toEqual({ passed: 4, failed: 2, problems: [] })
})

test('a file that could not be loaded counts as failed', () => {
  report('ui', { 'test/ui/c.test.ts': [] })
  expect(verify()).toEqual({ passed: 3, failed: 1, problems: ['test/ui/c.test.ts ran no test'] })
})
