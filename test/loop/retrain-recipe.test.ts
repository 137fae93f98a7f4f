// retrain on the same table after the config was changed: that is something new to learn.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'

const config = (model: string): string =>
  `data: { train_path: churn.csv, target_column: churned }\nmodel: ${model}\ntraining: { val_size: 0.25 }\n`
const retrain = (folder: string) => commandLine(folder, ['retrain', '--no-promote'])

afterAll(removeSmallProjects)

it('trains by another recipe on the same data, once, and tells what to do where nothing has changed', async () => {
  const folder = await smallProject({
    'churn.csv': churnCsv({ rows: 600, seed: 1, period: 'now' }),
    'modelwright.yaml': config('{ n_estimators: 5, max_depth: 3 }'),
  })
  await commandLine(folder, ['train'])
  await commandLine(folder, ['promote', 'churn', '1', '--force'])
  expect((await retrain(folder)).out).toMatch(/^Nothing was trained: the data and the config are those .*--force/)

  await writeFile(join(folder, 'modelwright.yaml'), config('{ max_depth: 3, n_estimators: 5 }'))
  expect((await retrain(folder)).out).toMatch(/^Nothing was trained/)

  await writeFile(join(folder, 'modelwright.yaml'), config('{ type: gradient_boosting, n_estimators: 5 }'))
  expect((await retrain(folder)).out).toContain('churn version 2 is registered')
  expect((await retrain(folder)).out).toMatch(/^Nothing was trained: the last retraining has learned .*--force/)
})
