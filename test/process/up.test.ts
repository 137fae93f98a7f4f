// `up` as a process: both servers, a model that comes later, and the way out.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { createCliProject } from '../fixtures/cli-project.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')

const addressIn = (line: string): string => /http:\/\/\S+/.exec(line)![0]

it('serves what is tracked at once, a model once there is one, and drains in order', async () => {
  const project = createCliProject()
  const child = spawn(process.execPath, [MAIN, 'up', '--tracking-port', '0', '--model-port', '0', '--json'], {
    cwd: project.folder,
    // As its clients have it: a server does not follow it.
    env: { ...process.env, MLFLOW_TRACKING_URI: 'http://127.0.0.1:9' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value!) as { part: string; line: string }
  try {
    const tracking = await next()
    expect(tracking.part).toBe('tracking')
    expect((await fetch(`${addressIn(tracking.line)}/health`)).status).toBe(200)
    expect(await next()).toEqual({ part: 'model', line: expect.stringContaining('waits for a model') })
    await project.train()
    const model = await next()
    expect(model).toEqual({ part: 'model', line: expect.stringContaining('churn-classifier version 1') })
    expect((await fetch(`${addressIn(model.line)}/ready`)).status).toBe(200)
    const found = await fetch(`${addressIn(tracking.line)}/api/2.0/mlflow/registered-models/search`)
    expect(await found.json()).toMatchObject({ registered_models: [{ name: 'churn-classifier' }] })
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
    await expect(fetch(addressIn(model.line))).rejects.toThrow()
  } finally {
    child.kill('SIGKILL')
    project.remove()
  }
})
