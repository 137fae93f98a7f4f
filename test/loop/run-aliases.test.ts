// runs compare names each metric once.
import { afterAll, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

it('leaves out averages that are another metric by a longer name, for people', async () => {
  const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG.replace('column: y', 'column: c') })
  for (let i = 0; i < 2; i++) await commandLine(folder, ['train'])
  const { runs } = JSON.parse((await commandLine(folder, ['runs', 'list', '--json'])).out)
  const compare = ['runs', 'compare', runs[0].run_id, runs[1].run_id]
  const { out } = await commandLine(folder, compare)
  expect(out).toMatch(/^val_f1 /m)
  expect(out).toMatch(/^val_f1_weighted /m)
  expect(out).not.toContain('_macro')
  expect(JSON.parse((await commandLine(folder, [...compare, '--json'])).out).metrics).toHaveProperty('val_f1_macro')
})
