// A model folder with other things in it: only what belongs to the model is read.
import { execFileSync } from 'node:child_process'
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { buildModelFolder } from '../../src/onnx/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { churnGraph } from '../fixtures/served-model.ts'
import { expectRefusal, removeSmallProjects, smallProject } from '../fixtures/small-project.ts'

async function modelFolder(): Promise<string> {
  const folder = await smallProject({})
  const files = buildModelFolder({
    graph: churnGraph(),
    inputExample: { columns: [], data: [] },
    modelUuid: '1'.repeat(32),
    createdAt: 0,
  })
  await mkdir(join(folder, 'model'))
  for (const [name, bytes] of files) await writeFile(join(folder, 'model', name), bytes)
  return folder
}

async function sparse(path: string, gigabytes: number): Promise<void> {
  await writeFile(path, '')
  await truncate(path, gigabytes * 2 ** 30)
}

it('is registered although three gigabytes lie beside it', async () => {
  const folder = await modelFolder()
  await sparse(join(folder, 'model/backup.bin'), 3)
  const registered = await commandLine(folder, ['register', 'model', '--name', 'm', '--json'])
  expect(registered).toMatchObject({ code: 0 })
  expect(await commandLine(folder, ['models', 'show', 'm'])).toMatchObject({ code: 0 })
})

it('is refused by its size before it is read', async () => {
  const folder = await modelFolder()
  await sparse(join(folder, 'model/model.onnx'), 3)
  await sparse(join(folder, 'graph.onnx'), 3)
  for (const path of ['model', 'graph.onnx']) {
    const refused = await commandLine(folder, ['register', path, '--name', 'm'])
    expectRefusal(refused, { exit: 2, code: 'MODEL_TOO_COSTLY', says: ['more than 1024 MiB', 'limits.model_mb'] })
  }
})

it('is not read through a link that leaves the folder, from a pipe or from a device', async () => {
  const folder = await modelFolder()
  execFileSync('rm', [join(folder, 'model/model.onnx')])
  await writeFile(join(folder, 'elsewhere.onnx'), churnGraph())
  await symlink('../elsewhere.onnx', join(folder, 'model/model.onnx'))
  const linked = await commandLine(folder, ['register', 'model', '--name', 'm'])
  expectRefusal(linked, { exit: 2, code: 'MODEL_INVALID', says: ['model.onnx'] })
  execFileSync('mkfifo', [join(folder, 'pipe.onnx')])
  for (const path of ['pipe.onnx', '/dev/zero']) {
    const endless = await commandLine(folder, ['register', path, '--name', 'm'])
    expectRefusal(endless, { exit: 3, code: 'DATA_NOT_FOUND', says: ['not a regular file'] })
  }
})

afterAll(removeSmallProjects)
