// A graph that was trained elsewhere is registered, served, labelled and shipped like one of ours, without our own files beside it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenProject, openProject, serveModel } from '../src/app.ts'
import { CUSTOMER, churnGraph } from './fixtures/served-model.ts'

let folder: string
let opened: OpenProject

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registered-'))
  opened = await openProject({ cwd: folder, env: {} })
  await writeFile(join(folder, 'pipeline.onnx'), churnGraph())
  await opened.project.register({ name: 'churn', path: join(folder, 'pipeline.onnx') })
})
afterAll(async () => {
  await opened.close()
  await rm(folder, { recursive: true })
})

describe('a registered graph', () => {
  it('does not become the champion once its files are damaged, not even by force', async () => {
    const path = join(folder, 'pipeline.onnx')
    const { source } = await opened.project.register({ name: 'damaged', path })
    await writeFile(join(opened.folder, 'artifacts', source, 'model.onnx'), 'nonsense')
    const promoted = opened.project.promote({ model: 'damaged', version: 1 }, { force: true })
    await expect(promoted).rejects.toMatchObject({ code: 'ARTIFACT_DIGEST' })
    expect((await opened.project.showModel('damaged')).model.aliases).toEqual({})
  })

  it('serves although its example is a row that it refuses: an unknown category', async () => {
    await writeFile(join(folder, 'strict.onnx'), churnGraph({ strict: true }))
    await opened.project.register({ name: 'strict', path: join(folder, 'strict.onnx') })
    const { address, server } = await serveModel(opened, { uri: 'models:/strict/1', port: 0, logLevel: 'silent' })
    expect((await fetch(`${address}/ready`)).status).toBe(200)
    await server.drain({ graceMs: 0 })
  })

  it('takes late labels as its classes, without a training config', async () => {
    const { address, server } = await serveModel(opened, { uri: 'models:/churn/1', port: 0, logLevel: 'silent' })
    const body = JSON.stringify([CUSTOMER, { ...CUSTOMER, tenure: 0 }])
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${address}/predict`, { method: 'POST', headers, body })
    const { predictions } = (await response.json()) as { predictions: { prediction_id: string }[] }
    await server.drain({ graceMs: 0 })
    const lines = predictions.map((prediction) => `${prediction.prediction_id},Yes`)
    await writeFile(join(folder, 'labels.csv'), `prediction_id,label\n${lines.join('\n')}\n`)
    const { labels, unmatched, realised } = await opened.project.label({
      model: 'models:/churn/1',
      path: join(folder, 'labels.csv'),
    })
    expect({ labels, unmatched }).toEqual({ labels: 2, unmatched: 0 })
    expect(realised).toMatchObject({ labelled: 2 })
  })

  it('has an example of its inputs for the documentation and the smoke test of what is shipped', async () => {
    const out = join(folder, 'image')
    const packageFile = join(folder, 'packed.tgz')
    await writeFile(packageFile, 'packed')
    await opened.project.ship({ what: 'docker', model: 'models:/churn/1', out, overwrite: false, packageFile })
    const example = JSON.parse(await readFile(join(out, 'model/input_example.json'), 'utf8')) as unknown
    expect(example).toEqual({
      columns: ['tenure', 'monthly_charges', 'contract_type', 'senior'],
      data: [[0, 0, '', false]],
    })
  })
})
