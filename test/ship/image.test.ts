// The image that `ship docker` describes, built and run without a daemon: buildah, with a base made of this machine.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliProject, createCliProject } from '../fixtures/cli-project.ts'
import { freePort } from '../fixtures/free-port.ts'
import { createLocalImages, type ImageConfig, imageConfig, type LocalImages } from './local-image.ts'
import { smokeTest } from './smoke.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const packed = mkdtempSync(join(tmpdir(), 'packed-'))
let project: CliProject
let images: LocalImages
let config: ImageConfig

beforeAll(async () => {
  project = createCliProject()
  const model = await project.train()
  await run('npm', ['pack', '--pack-destination', packed], { cwd: root })
  const [file] = (await run('ls', [packed])).stdout.trim().split('\n')
  await project.run('ship', 'docker', '--model', model, '--out', 'image', '--package', join(packed, file!))
  const context = join(project.folder, 'image')
  await run('npm', ['install', '--package-lock-only'], { cwd: context })
  await run(process.execPath, [join(root, 'scripts/complete-lock.ts'), join(context, 'package-lock.json')])
  images = await createLocalImages('node:24-bookworm-slim')
  await images.buildah('build', '--isolation', 'chroot', '--format', 'docker', '--pull-never', '--tag', 'api', context)
  config = imageConfig(await images.buildah('inspect', '--type', 'image', 'api'))
})
afterAll(async () => {
  await images?.remove()
  project?.remove()
  rmSync(packed, { recursive: true })
})

test('the image runs without root, checks its health and says what it carries', () => {
  expect(config.User).toBe('10001:10001')
  expect(config.Healthcheck?.Test.slice(0, 3)).toEqual(['CMD', 'node', '-e'])
  expect(config.Labels).toMatchObject({
    'io.modelwright.model.name': 'churn-classifier',
    'io.modelwright.model.version': '1',
    'io.modelwright.model.digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  })
})

test('the image serves its model: the shipped smoke test passes, and so does its health check', async () => {
  const port = await freePort()
  const container = await images.buildah('from', '--pull-never', 'api')
  // chroot has no network of its own, so the test keeps the server on this machine
  const command = config.Cmd.map((word) => word.replace('0.0.0.0', '127.0.0.1').replace('8000', String(port)))
  const server = spawn('buildah', [...images.store, 'run', '--isolation', 'chroot', container, '--', ...command])
  let log = ''
  server.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  try {
    const example = join(project.folder, 'image/model/input_example.json')
    const stdout = await smokeTest(port, example, () => log)
    expect(stdout).toContain('"churn_probability"')
    const [program, ...args] = config.Healthcheck!.Test.slice(1).map((word) => word.replace('8000', String(port)))
    await run(program!, args)
  } finally {
    server.kill('SIGTERM')
  }
})
