// What a run that ends early leaves behind: nothing where it can tidy up, and otherwise what doctor names.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, makeStore, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

const filesOf = (folder: string): string[] =>
  readdirSync(join(folder, '.modelwright', 'artifacts'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

/** A project whose store takes every write but a new version. */
async function withoutVersions(): Promise<string> {
  const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  await makeStore(folder)
  const database = new DatabaseSync(join(folder, '.modelwright', 'store.db'))
  database.exec(
    "create trigger full before insert on model_versions begin select raise(abort, 'no version today'); end",
  )
  database.close()
  return folder
}

it('a run that fails once its folder is written removes it', async () => {
  const folder = await withoutVersions()
  const { err } = await commandLine(folder, ['train'])
  expect(err).toContain('no version today')
  expect(filesOf(folder)).toEqual([])
  const { out } = await commandLine(folder, ['runs', 'list', '--json'])
  expect(JSON.parse(out)).toMatchObject({ runs: [{ status: 'FAILED' }] })
})

it('a graph that cannot be registered leaves no folder', async () => {
  const made = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  await commandLine(made, ['train'])
  const model = readdirSync(made, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('.onnx'))
  const folder = await withoutVersions()
  const { err } = await commandLine(folder, ['register', join(made, model!), '--name', 'other'])
  expect(err).toContain('no version today')
  expect(filesOf(folder)).toEqual([])
})

it('doctor names what killed processes left, and nothing that is needed', async () => {
  const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  await commandLine(folder, ['train'])
  expect((await commandLine(folder, ['doctor'])).out).toContain('✓ artifacts: each belongs to a run or a version')

  const database = new DatabaseSync(join(folder, '.modelwright', 'store.db'))
  const { artifact_uri: uri } = database.prepare('select artifact_uri from runs').get() as { artifact_uri: string }
  const artifacts = join(folder, '.modelwright', 'artifacts')
  for (const path of ['registered/abc', '.incoming/def', '0/lost/artifacts/model', '99/gone/artifacts']) {
    mkdirSync(join(artifacts, path), { recursive: true })
    writeFileSync(join(artifacts, path, 'model.onnx'), 'half')
  }
  // As if the run had been killed between its folders and the end; its version needs the one, nobody the other.
  database.exec("update runs set status = 'FAILED'")
  database.close()
  const { out } = await commandLine(folder, ['doctor'])
  expect(out).toContain('! artifacts: what ended early left ')
  expect(out).toContain('.incoming/def')
  expect(out).toContain('registered/abc')
  expect(out).toMatch(/ 0\/lost[,:]/)
  expect(out).toMatch(/ 99\/gone[,:]/)
  expect(out).toContain(`${uri}/evaluation`)
  expect(out).not.toContain(`${uri}/model`)
})
