// What an image of a model that needs ONNX Runtime installs, installed here, serves that model. The package is the one that
// `ship` packs by itself: this checkout is on no registry.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject } from '../../src/app/index.ts'
import { writeOnnx } from '../../src/compile/index.ts'
import { freePort } from '../fixtures/free-port.ts'
import { smokeTest } from './smoke.ts'

const folder = mkdtempSync(join(tmpdir(), 'ship-onnxruntime-'))
const context = join(folder, 'image')

/** p = logistic(sin(tenure)): with an operator that our scorer does not know, put where the writer has `Abs`. */
function sinGraph(): Uint8Array {
  const graph = writeOnnx({
    features: {
      inputs: [{ name: 'tenure', type: 'double' }],
      derived: [{ name: 'd', expression: { kind: 'call', name: 'abs', args: [{ kind: 'column', name: 'tenure' }] } }],
      features: [{ kind: 'numeric', source: 'd', fill: null, scaling: null }],
      precision: 'float64',
    },
    model: {
      kind: 'linear',
      task: 'binary',
      classes: ['No', 'Yes'],
      coefficients: [Float64Array.of(1)],
      intercepts: Float64Array.of(0),
      link: 'logistic',
    },
  })
  return Buffer.from(Buffer.from(graph).toString('latin1').replaceAll('Abs', 'Sin'), 'latin1')
}

beforeAll(async () => {
  writeFileSync(join(folder, 'model.onnx'), sinGraph())
  const project = await openProject({ cwd: folder, env: {} })
  await project.models.register({ name: 'churn', path: join(folder, 'model.onnx') })
  await project.ship({ what: 'docker', model: 'models:/churn/1', out: context, overwrite: false })
  await project.close()
  await promisify(execFile)('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit'], { cwd: context })
})
afterAll(() => rmSync(folder, { recursive: true }))

test('the server starts from what the image installs and answers', async () => {
  const port = await freePort()
  const dockerfile = readFileSync(join(context, 'Dockerfile'), 'utf8')
  const command = JSON.parse(/^CMD (.*)$/m.exec(dockerfile)![1]!) as string[]
  const args = command.slice(1).map((word) => word.replace('0.0.0.0', '127.0.0.1').replace('8000', String(port)))
  const env = { PATH: process.env['PATH'], MODEL_PATH: join(context, 'model'), MODEL_VERSION: '1' }
  const server = spawn(process.execPath, args, { cwd: context, env })
  let log = ''
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  try {
    expect(await smokeTest(port, join(context, 'model/input_example.json'), () => log)).toContain('prediction: 200')
  } finally {
    const ended = once(server, 'close')
    server.kill('SIGTERM')
    await ended // its log is written in the background, and whole once it has ended
  }
  expect(log).toContain('"engine":"onnxruntime"')
})
