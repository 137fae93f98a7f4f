// What `train` says of a table that may mislead, on the command line.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { churnRows } from '../../demo/churn-table.ts'
import { commandLine } from '../fixtures/command-line.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-suspects-'))
  const rows = [...churnRows({ rows: 1500, seed: 1, period: 'now' })]
  const lines = rows.map(({ tenure, monthly_charges: charges, contract_type: contract, churned }, i) => ({
    sound: [tenure, charges, contract, churned].join(','),
    extra: [i + 1, churned === 1 ? 'closed' : 'open', 'EUR'].join(','),
  }))
  const header = 'tenure,charges,contract,churned'
  await writeFile(join(folder, 'sound.csv'), [header, ...lines.map(({ sound }) => sound), ''].join('\n'))
  const flawed = lines.map(({ sound, extra }) => `${extra},${sound}`)
  await writeFile(join(folder, 'flawed.csv'), [`id,state,currency,${header}`, ...flawed, ''].join('\n'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const train = (name: string, ...more: string[]) =>
  commandLine(folder, ['train', '--data', `${name}.csv`, '--target', 'churned', ...more])

it('names each suspect with the option that deals with it, in text, JSON and card', async () => {
  const { out } = await train('flawed')
  expect(out).toContain(
    [
      'Look at the data',
      "  ! 'state' (roc_auc 1.000) predicts the target alone",
      '    if it is known only afterwards: data.drop_columns: [state]',
      "  ! 'id' is different in every row, as a row number is",
      '    data.drop_columns: [id]',
      "  ! 'currency' is 'EUR' in every row",
      '    it tells next to nothing: data.drop_columns: [currency]',
    ].join('\n'),
  )
  const { suspects } = JSON.parse((await train('flawed', '--json')).out)
  expect(suspects).toMatchObject([
    { kind: 'leak', column: 'state', score: 1, fix: expect.stringContaining('data.drop_columns: [state]') },
    { kind: 'row_id', column: 'id' },
    { kind: 'constant', column: 'currency', value: 'EUR', share: 1 },
  ])
  const card = await commandLine(folder, ['card', 'flawed', '1'])
  expect(card.out).toContain('## Data suspects')
})

it('says nothing of a sound table', async () => {
  const { out } = await train('sound')
  expect(out).not.toContain('Look at the data')
  expect(JSON.parse((await train('sound', '--json')).out).suspects).toEqual([])
})
