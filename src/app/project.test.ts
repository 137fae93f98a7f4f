import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../test/fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../../test/fixtures/small-project.ts'
import { serveModel } from './model-server.ts'
import { openProject } from './project.ts'

afterAll(removeSmallProjects)

const ONCE = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
const open = (cwd: string) => openProject({ cwd, env: ONCE })
const REMOTE = CONFIG.replace('{ ', '{ tracking_uri: "http://127.0.0.1:1", ')

describe('the store', () => {
  it('is neither opened nor made by ship github in an empty folder', async () => {
    const folder = await smallProject({})
    expect(await commandLine(folder, ['ship', 'github', '--model', 'churn'])).toMatchObject({ code: 0 })
    expect(readdirSync(folder)).toEqual(['.github'])
  })

  it('is not asked by ship github: one that cannot be opened, or is far away, is no obstacle', async () => {
    const folder = await smallProject({ 'modelwright.yaml': REMOTE })
    mkdirSync(join(folder, '.modelwright'))
    writeFileSync(
      join(folder, '.modelwright', 'store.db'),
      'no database, but long enough to be taken for one'.repeat(99),
    )
    expect(await commandLine(folder, ['ship', 'github'])).toMatchObject({ code: 0 })
    // Each at first use, by its own code.
    expect(await commandLine(folder, ['models', 'list'], ONCE)).toMatchObject({
      code: 5,
      err: expect.stringContaining('error TRACKING_UNREACHABLE'),
    })
    expect(await commandLine(folder, ['models', 'list', '--local'])).toMatchObject({
      code: 5,
      err: expect.stringContaining('error STORE_INVALID'),
    })
  })

  it('is opened when something is asked of it, and closed only then', async () => {
    const folder = await smallProject({})
    const unused = await open(folder)
    expect(unused.folder).toBe(join(folder, '.modelwright'))
    await unused.close()
    expect(existsSync(join(folder, '.modelwright'))).toBe(false)
    const used = await open(folder)
    expect(await used.models.list()).toEqual([])
    await used.close()
    expect(existsSync(join(folder, '.modelwright', 'store.db'))).toBe(true)
    await expect(used.models.list()).rejects.toMatchObject({ code: 'NOT_READY' })
    await expect(used.runs.list({})).rejects.toMatchObject({ code: 'NOT_READY' })
  })

  it('is opened before a training reads its table, for a read that takes an hour', async () => {
    const folder = await smallProject({ 'modelwright.yaml': REMOTE.replace('t.csv', 'missing.csv') })
    await expect((await open(folder)).train()).rejects.toMatchObject({ code: 'TRACKING_UNREACHABLE' })
  })
})

it('a model folder is served without a database', async () => {
  const made = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  const project = await open(made)
  const { model } = await project.train()
  const { versions } = await project.models.show(model.name)
  await project.close()
  const uri = join(made, '.modelwright', 'artifacts', versions[0]!.version.source)
  const folder = await smallProject({})
  const elsewhere = await open(folder)
  const { server, current } = await serveModel(elsewhere, { uri, port: 0, logLevel: 'silent' })
  expect(current().name).toBe('small')
  await server.drain({ graceMs: 0 })
  await elsewhere[Symbol.asyncDispose]()
  expect(readdirSync(folder)).toEqual([])
})

it('a project without a config says so when one is needed, and takes one then', async () => {
  const folder = await smallProject({ 't.csv': table() })
  const project = await open(folder)
  await expect(project.train()).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' })
  await expect(project.retrain()).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' })
  await expect(project.models.gate({ model: 'small' })).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' })
  expect(existsSync(project.folder)).toBe(false)
  await project.close()
})
