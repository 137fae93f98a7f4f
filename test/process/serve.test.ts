// `serve` as a process: what it follows, what its environment says, and how it ends.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliProject, createCliProject } from '../fixtures/cli-project.ts'

const CUSTOMER = { tenure: 3, monthly_charges: 90.5, contract_type: 'Month-to-month' }

interface Answer {
  readonly churn_probability: number
  readonly churn_prediction: boolean
  readonly risk_tier: string
  readonly model_version: string
  readonly prediction_id: string
}

async function predict(url: string): Promise<Answer> {
  const response = await fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(CUSTOMER),
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}

describe('serve', () => {
  let project: CliProject
  beforeAll(async () => {
    project = createCliProject()
    await project.train()
    await project.run('promote', 'churn-classifier', '1')
  })
  afterAll(() => project.remove())

  it('answers under the names of the config, and follows promotion and rollback from other processes', async () => {
    const server = await project.serve('models:/churn-classifier@champion')
    const first = await predict(server.url)
    expect(Object.keys(first).sort()).toEqual(
      ['churn_prediction', 'churn_probability', 'model_version', 'prediction_id', 'risk_tier'].sort(),
    )
    expect(first.model_version).toBe('1')
    const health = await fetch(`${server.url}/health`)
    expect(await health.json()).toEqual({ status: 'healthy', model_loaded: true })

    await project.train()
    await project.run('promote', 'churn-classifier', '2', '--force')
    const versionWithin = async (version: string): Promise<void> => {
      for (let waited = 0; (await predict(server.url)).model_version !== version; waited += 50) {
        expect(waited, `version ${version} answers within 10 s`).toBeLessThan(10_000)
        await sleep(50)
      }
    }
    await versionWithin('2')
    await project.run('rollback', 'churn-classifier')
    await versionWithin('1')
    expect(await server.stop()).toBe(0)

    const log = readdirSync(join(project.folder, '.modelwright', 'predictions'), { recursive: true, encoding: 'utf8' })
    expect(log.some((path) => path.endsWith('.parquet'))).toBe(true)
  })

  it('takes the folder from MODEL_PATH, its version from MODEL_VERSION and what to log from LOG_LEVEL', async () => {
    await project.run('ship', 'docker', '--model', 'models:/churn-classifier/1', '--out', 'image')
    const folder = join(project.folder, 'image', 'model')
    const server = await project.serve(undefined, { MODEL_PATH: folder, MODEL_VERSION: '7', LOG_LEVEL: 'debug' })
    expect((await predict(server.url)).model_version).toBe('7')
    expect(await server.stop()).toBe(0)
    const lines = server.log().trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ msg: 'serving', version: '7', engine: 'compiled' }),
        expect.objectContaining({ route: '/predict', status: 200, reqId: expect.any(String) }),
      ]),
    )
  })
})
