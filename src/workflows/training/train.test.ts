import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

it('keeps a run with its data, metrics and files, and says what was measured by the names of the metrics', async () => {
  const { config } = small.project
  const training = { ...config!.training, cv: 2 }
  const trained = await small.project.train({ config: { ...config!, training } })
  const { folds, test, intervals } = trained.measured
  expect(test).toBeUndefined()
  expect(trained.metrics['cv_accuracy_mean']).toBe(folds!.mean['accuracy'])
  expect(trained.metrics['cv_accuracy_std']).toBe(folds!.std['accuracy'])
  expect(trained.intervals['val_accuracy']).toEqual(intervals['accuracy'])
  const run = await small.project.runs.find(trained.runId)
  expect(run.status).toBe('FINISHED')
  expect(run.inputs[0]!.digest).toBe(trained.data.sha256)
  expect(run.metrics['val_accuracy']!.value).toBe(trained.metrics['val_accuracy'])
})

it('begins no run for data that cannot be learned from', async () => {
  const { config, runs } = small.project
  const before = await runs.list()
  const data = { ...config!.data, target_column: 'nothing' }
  await expect(small.project.train({ config: { ...config!, data } })).rejects.toMatchObject({
    code: 'DATA_COLUMN_MISSING',
  })
  expect(await runs.list()).toEqual(before)
})
