// What `ship github` says about a folder where its workflow would not run.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

const SHIP = ['ship', 'github', '--model', 'models:/t/1']
const workflowOf = (folder: string): string =>
  readFileSync(join(folder, '.github', 'workflows', 'modelwright.yml'), 'utf8')

it('warns where there is no config and no repository', async () => {
  const folder = await smallProject({ 't.csv': table() })
  const { code, err } = await commandLine(folder, SHIP)
  expect(code).toBe(0)
  expect(err).toContain('there is no config here: the workflow trains with modelwright.yaml')
  expect(err).toContain('Start with git init')
})

it('names the config that is there, without a word in a repository', async () => {
  const folder = await smallProject({ 't.csv': table(), 'config.yaml': CONFIG })
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args])
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'first')
  expect(await commandLine(folder, SHIP)).toMatchObject({ code: 0, err: '' })
  expect(workflowOf(folder)).toContain('CONFIG: config.yaml')
})
