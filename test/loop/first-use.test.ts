// The first hour of somebody without a config: one table, one model, and every command knows which model is meant.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { expectRefusal, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

let folder: string
// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
async function json(...args: string[]): Promise<any> {
  const { out, err, code } = await commandLine(folder, [...args, '--json'])
  return { ...JSON.parse(out), exit: code, err }
}

beforeAll(async () => {
  folder = await smallProject({
    'churn.csv': churnCsv({ rows: 800, seed: 1, period: 'now' }),
    'packed.tgz': 'in place of packing the whole package',
    'newer.csv': churnCsv({ rows: 900, seed: 2, period: 'now' }),
  })
  await commandLine(folder, ['train', '--data', 'churn.csv', '--target', 'churned'])
})
afterAll(removeSmallProjects)

describe('with one model and no config', () => {
  it('its newest version is meant as long as it has no champion, and standard error says so', async () => {
    const scored = await json('predict', 'newer.csv')
    expect(scored).toMatchObject({ exit: 0, model: { name: 'churn', version: 1 }, rows: 900 })
    expect(scored.err).toContain(
      'model: churn version 1 (the only model of the store; the newest: churn has no champion yet)\n',
    )
    expect(await json('drift', '--data', 'newer.csv')).toMatchObject({ model: { name: 'churn', version: 1 } })
    expect(await json('card')).toMatchObject({ exit: 0, model: { name: 'churn', version: 1 } })
    expect(await json('models', 'show')).toMatchObject({ exit: 0, name: 'churn' })
    expect(await json('serve', '--port', '0')).toMatchObject({ exit: 0, model: { name: 'churn', version: '1' } })
  })

  it('its run is found by its name, whatever the width', async () => {
    const { out } = await commandLine(folder, ['runs', 'list'])
    expect(out).toMatch(/^run +name +status +started +model/)
  })

  it('is what ships', async () => {
    expect((await json('ship', 'docker', '--out', 'docker', '--package', 'packed.tgz')).files).toContain('Dockerfile')
    expect((await json('ship', 'github', '--out', 'github')).exit).toBe(0)
  })

  it('is judged by the config that it was trained with, and promoted', async () => {
    expect(await json('gate')).toMatchObject({ exit: 0, model: { name: 'churn', version: 1 }, passed: true })
    expect(await json('promote')).toMatchObject({ exit: 0, model: { version: 1 } })
    const scored = await json('predict', 'newer.csv')
    expect(scored.err).toContain('model: churn version 1 (the only model of the store)\n')
  })

  it('is trained again as it was, on newer data', async () => {
    const retrained = await json('retrain', '--data', 'newer.csv', '--no-promote')
    expect(retrained).toMatchObject({ model: { name: 'churn', version: 2 }, experiment: 'churn', data: { rows: 900 } })
    expect(await json('retrain', '--model', 'churn')).toMatchObject({ exit: 0, outcome: 'skipped' })
    await commandLine(folder, ['promote', 'churn', '2', '--force'])
    expect(await json('rollback', '--reason', 'a drill')).toMatchObject({ exit: 0, model: { version: 1 } })
  })

  it('labels what it predicted', async () => {
    await writeFile(join(folder, 'labels.csv'), 'prediction_id,label\n0198c0de-0000-7000-8000-000000000000,1\n')
    expect(await json('label', 'labels.csv')).toMatchObject({ exit: 0, model: 'churn', unmatched: 1 })
    const { out } = await commandLine(folder, ['label', 'labels.csv'])
    expect(out).toContain('0 of 1 labels for churn name a prediction of the log\n')
    expect(await json('performance')).toMatchObject({ exit: 0, model: { name: 'churn' } })
  })

  it('of a config that names another model, the model that is named is trained by its own', async () => {
    await writeFile(join(folder, 'modelwright.yaml'), 'data: { train_path: t.csv, target_column: y }\n')
    const retrained = await json('retrain', '--model', 'churn', '--data', 'newer.csv', '--no-promote', '--force')
    expect(retrained).toMatchObject({ model: { name: 'churn', version: 3 } })
    await rm(join(folder, 'modelwright.yaml'))
  })

  it.each([
    ['predict', 'newer.csv'],
    ['drift', '--data', 'newer.csv'],
    ['label', 'labels.csv'],
    ['retrain', '--data', 'newer.csv'],
    ['ship', 'docker'],
    ['serve'],
    ['gate'],
    ['promote'],
    ['rollback'],
    ['card'],
    ['models', 'show'],
    ['performance'],
  ])('%s says what to name where the store has several, or none', async (...args) => {
    await writeFile(join(folder, 't.csv'), table())
    if ((await json('models', 'list')).models.length === 1) {
      await commandLine(folder, ['train', '--data', 't.csv', '--target', 'y'])
    }
    expectRefusal(await commandLine(folder, args), {
      exit: 2,
      code: 'USAGE',
      says: ['the store has 2 models, and nothing says which is meant: churn, t. Say --model churn'],
    })
    expectRefusal(await commandLine(folder, [...args, '--store', 'empty']), {
      exit: 3,
      code: 'RESOURCE_DOES_NOT_EXIST',
      says: ['no model is named, and the store has none. Train one with --data <file> --target <column>'],
    })
  })
})
