import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import { removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

it('doctor lists a store that cannot be opened as a finding', async () => {
  const folder = await smallProject({ 't.csv': table() })
  mkdirSync(join(folder, '.modelwright'))
  writeFileSync(join(folder, '.modelwright', 'store.db'), 'no database, but long enough to be taken for one'.repeat(99))
  const { code, out, err } = await commandLine(folder, ['doctor'])
  expect({ code, err }).toEqual({ code: 5, err: '' })
  expect(out).toMatch(/^✗ store: .*not a database/m)
  const { healthy, findings } = JSON.parse((await commandLine(folder, ['doctor', '--json'])).out)
  expect([healthy, findings[0].name]).toEqual([false, 'store'])
})
