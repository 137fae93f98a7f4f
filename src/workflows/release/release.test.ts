import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

it('promotes what the gate let pass, and rolls back to the version before', async () => {
  const { models } = small.project
  const { model, gate } = await small.project.train()
  const promotion = models.promote({ model: 'small', version: model.version }, { force: !gate.passed })
  expect(await promotion).toEqual({ name: 'small', version: model.version, previous: 1 })
  expect(await models.rollback('small', { reason: 'a try' })).toMatchObject({ version: 1, previous: model.version })
  const { history } = await models.show('small')
  expect(history[0]).toMatchObject({ action: 'rollback', reason: 'a try' })
})

it('notes the verdict of a gate that is run again', async () => {
  const { models } = small.project
  const { decision, rows, data } = await models.gate({ model: 'small', version: 1 })
  const { history, versions } = await models.show('small')
  expect(history[0]!.verdict).toMatchObject({ outcome: decision.passed ? 'passed' : 'refused', rows, data })
  expect(versions.at(-1)!.version.tags['modelwright.gate']).toBe(decision.passed ? 'passed' : 'refused')
})

it('reads the card of a version with what happened to it', async () => {
  const { markdown, history } = await small.project.models.card({ model: 'small', version: 1 })
  expect(markdown).toContain('# small')
  expect(history.every(({ version }) => version === 1)).toBe(true)
})

it('registers a graph from elsewhere once, and refuses it a second time', async () => {
  const { models, folder } = small.project
  const { versions } = await models.show('small')
  const path = join(folder, 'artifacts', versions.at(-1)!.version.source, 'model.onnx')
  expect(await models.register({ name: 'bought', path })).toMatchObject({ name: 'bought', version: 1, runId: null })
  await expect(models.register({ name: 'bought', path })).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
})

it('ships a model into a build context, and writes over nothing', async () => {
  const out = join(small.folder, 'image')
  const packageFile = join(small.folder, 'modelwright-0.1.0.tgz')
  await writeFile(packageFile, 'packed')
  const request = { what: 'docker', model: 'models:/small/1', out, overwrite: false, packageFile } as const
  const { files } = await small.project.ship(request)
  expect(files).toEqual(expect.arrayContaining(['Dockerfile', 'model/MLmodel', 'model/model.onnx']))
  await expect(small.project.ship(request)).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
})
