// What was deleted through the server, and is erased for good.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openProject, serveTracking } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

it('erases runs, logged models and experiments with their files, and keeps what a version needs', async () => {
  const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  await commandLine(folder, ['train'])
  const server = await serveTracking({ cwd: folder, env: {}, port: 0, logLevel: 'silent' })
  const post = async (path: string, body: object, method = 'POST') => {
    const url = `${server.address}/api/2.0/mlflow/${path}`
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) })
    expect([path, response.status]).toEqual([path, 200])
    // oxlint-disable-next-line typescript/no-explicit-any -- the test knows what it asked for
    return (await response.json()) as any
  }
  const { experiment_id } = await post('experiments/create', { name: 'old' })
  const { run } = await post('runs/create', { experiment_id })
  const runId = run.info.run_id as string
  await post('runs/log-batch', { run_id: runId, metrics: [{ key: 'm', value: 1, timestamp: 1 }] })
  const { model } = await post('logged-models', { experiment_id, source_run_id: runId })
  const modelId = model.info.model_id as string
  const files = [`${experiment_id}/${runId}/artifacts/a.txt`, `${experiment_id}/models/${modelId}/artifacts/b`]
  for (const key of files) {
    await fetch(`${server.address}/api/2.0/mlflow-artifacts/artifacts/${key}`, { method: 'PUT', body: 'bytes' })
  }
  await post('experiments/delete', { experiment_id })
  await post(`logged-models/${modelId}`, {}, 'DELETE')
  const project = await openProject({ cwd: folder, env: {} })
  const trained = (await project.runs.list()).find(({ runId: id }) => id !== runId)!
  await project.close()
  await post('runs/delete', { run_id: trained.runId })
  await server.drain({ graceMs: 0 })

  const inStore = (key: string) => existsSync(join(folder, '.modelwright', 'artifacts', key))
  const say = async (...args: string[]) => JSON.parse((await commandLine(folder, ['gc', '--json', ...args])).out)
  expect(await say('--older-than', '1d')).toMatchObject({ runs: [], logged_models: [], experiments: [], kept: [] })
  const gone = {
    runs: [runId],
    logged_models: [modelId],
    experiments: [experiment_id],
    files: 2,
    bytes: 10,
    kept: [trained.runId],
  }
  expect(await say('--dry-run')).toEqual({ ...gone, dry_run: true })
  expect(files.map(inStore)).toEqual([true, true])
  expect(await say()).toEqual({ ...gone, dry_run: false })
  expect(files.map(inStore)).toEqual([false, false])
  expect((await commandLine(folder, ['gc'])).out).toContain(
    `Kept, because a registered version has its files there: ${trained.runId}`,
  )
  expect((await commandLine(folder, ['predict', 't.csv'])).code).toBe(0)
  expect((await commandLine(folder, ['doctor'])).out).toContain('✓ artifacts: each belongs to a run or a version')
})
