import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createSourceInfo } from './source-info.ts'

const scratch = mkdtempSync(join(tmpdir(), 'git-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const describeFolder = (folder: string) =>
  createSourceInfo({ folder, sourceName: 'train', version: '1.0.0' }).describe()

function repository(name: string): { folder: string; git: (...args: string[]) => string } {
  const folder = join(scratch, name)
  mkdirSync(folder)
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false']
  const git = (...args: string[]) =>
    execFileSync('git', [...identity, ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  git('init', '-b', 'main')
  return { folder, git }
}

test('outside a repository there is no git, the rest is known', async () => {
  const environment = await describeFolder(scratch)
  expect(environment).toMatchObject({ sourceName: 'train', version: '1.0.0', node: process.versions.node })
  expect(environment.user).not.toBe('')
  expect(environment.git).toBeUndefined()
  expect((await describeFolder(join(scratch, 'absent'))).git).toBeUndefined()
})

test('knows commit, branch and whether tracked files were changed', async () => {
  const { folder, git } = repository('project')
  expect((await describeFolder(folder)).git).toBeUndefined()
  writeFileSync(join(folder, 'a'), '1')
  git('add', 'a')
  git('commit', '-m', 'one')
  const commit = git('rev-parse', 'HEAD')
  writeFileSync(join(folder, 'untracked'), '1')
  expect((await describeFolder(folder)).git).toEqual({ commit, branch: 'main', dirty: false })
  writeFileSync(join(folder, 'a'), '2')
  expect((await describeFolder(folder)).git).toEqual({ commit, branch: 'main', dirty: true })
  git('checkout', '--detach')
  expect((await describeFolder(folder)).git).toEqual({ commit, dirty: true })
})

test('a repository cannot make us start its programs', async () => {
  const { folder, git } = repository('hostile')
  writeFileSync(join(folder, 'a'), '1')
  git('add', 'a')
  git('commit', '-m', 'one')
  const proof = join(folder, 'started')
  git('config', 'core.fsmonitor', `touch '${proof}'; false`)
  await describeFolder(folder)
  expect(existsSync(proof)).toBe(false)
})
