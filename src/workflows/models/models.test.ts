import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

it('means the champion of the only model where nobody names one', async () => {
  const { models } = small.project
  expect(await models.default()).toEqual({ name: 'small', uri: 'models:/small@champion', told: undefined })
  expect(await models.defaultName()).toBe('small')
  const config = await models.trainedConfig({ reference: { model: 'small' }, root: small.folder })
  expect([config.data.target_column, config.model.type]).toEqual(['y', 'random_forest'])
})

it('shows versions with the metrics of their runs', async () => {
  const { model, versions } = await small.project.models.show('small')
  expect(model.aliases).toEqual({ champion: 1 })
  expect(versions[0]!.metrics['val_auc']).toBeGreaterThan(0.5)
})

it('refuses files that are not those that were registered', async () => {
  const { models, folder } = small.project
  const { model } = await small.project.train()
  const { source } = (await models.show('small')).versions[0]!.version
  await writeFile(join(folder, 'artifacts', source, 'model.onnx'), 'another')
  await expect(models.card({ model: 'small', version: model.version })).rejects.toMatchObject({
    code: 'ARTIFACT_DIGEST',
  })
})
