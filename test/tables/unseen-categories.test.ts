// A category that training did not see changes an answer without an error: predict says how many rows have one, by column.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

// More rows than are scored at once, with two new texts, a new number and gaps, which are not new.
const ROWS = 1500
const FILE = `a,b,c\n${Array.from({ length: ROWS }, (_, i) => `${i % 3 === 0 ? 99 : 1},3.5,${['new', 'u', '', 'newer'][i % 4]}`).join('\n')}\n`
const ENCODED = `${CONFIG}features: { numeric: [b], categorical: [a, c], encode: { method: METHOD } }\n`

afterAll(removeSmallProjects)

describe.each(['onehot', 'ordinal'])('predict with %s categories', (method) => {
  let folder: string
  beforeAll(async () => {
    const config = ENCODED.replace('METHOD', method)
    folder = await smallProject({ 't.csv': table(), 'new.csv': FILE, 'old.csv': table(), 'modelwright.yaml': config })
    expect((await commandLine(folder, ['train'])).err).toBe('')
  }, 60_000)
  const predict = (file: string, ...more: string[]) =>
    commandLine(folder, ['predict', file, '--model', 'models:/small/1', ...more])

  it('names each column and its rows', async () => {
    const { out } = await predict('new.csv')
    expect(out).toMatch(/Categories that training did not see/)
    expect(out).toMatch(/a +│? *500 +│? *33\.3 %/)
    expect(out).toMatch(/c +│? *750 +│? *50\.0 %/)
    expect(JSON.parse((await predict('new.csv', '--json')).out)).toMatchObject({
      unseen_categories: { a: 500, c: 750 },
    })
  })

  it('says nothing where there are none', async () => {
    expect((await predict('old.csv')).out).not.toContain('training did not see')
    expect(JSON.parse((await predict('old.csv', '--json')).out)).toMatchObject({ unseen_categories: {} })
  })
})
