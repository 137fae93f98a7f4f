import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { createTrackingClient } from '../../src/client.ts'
import { trackingServer } from '../fixtures/tracking-server.ts'

const root = join(import.meta.dirname, '../..')
const entry = pathToFileURL(join(root, 'src/client.ts')).href
const folder = mkdtempSync(join(tmpdir(), 'modelwright-client-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { address, store } = await trackingServer()
const client = createTrackingClient({ url: address, user: 'ada', retries: 0 })
afterAll(() => client.close())

const node = async (name: string, code: string, env: Record<string, string> = {}): Promise<string> => {
  const path = join(folder, name)
  writeFileSync(path, code)
  return (await promisify(execFile)(process.execPath, [path], { env: { ...process.env, ...env } })).stdout
}

test('the example of docs/client.md runs, and does what it says', async () => {
  const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'docs/client.md'), 'utf8')) ?? []
  const code = example.replace("'modelwright/client'", JSON.stringify(entry))
  expect(await node('example.mts', code, { MLFLOW_TRACKING_URI: address })).toBe('fold 1 0.91\n')
  const { experimentId } = (await store.runs.findExperiment('churn'))!
  const { items } = await store.runs.searchRuns({ experimentIds: [experimentId] })
  const first = items.find(({ runName }) => runName === 'first')!
  expect(first).toMatchObject({ status: 'FINISHED', params: { depth: '3' }, tags: { team: 'crm' } })
  expect((await store.runs.metricHistory(first.runId, 'loss')).items).toHaveLength(2500)
  expect(items.find(({ runName }) => runName === 'fold 1')?.tags['mlflow.parentRunId']).toBe(first.runId)
  expect(await store.models.getVersionByAlias('churn', 'challenger')).toMatchObject({ version: 1, runId: first.runId })
})

test('it imports nothing heavy', async () => {
  const loaded = await node(
    'loaded.mjs',
    `import { registerHooks } from 'node:module'
     const urls = []
     registerHooks({ resolve(specifier, context, next) { const found = next(specifier, context); urls.push(found.url); return found } })
     await import(${JSON.stringify(entry)})
     console.log(JSON.stringify(urls))`,
  )
  const urls = JSON.parse(loaded) as string[]
  const packages = urls.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
  expect([...new Set(packages)].toSorted()).toEqual(['fastest-levenshtein', 'yaml'])
  expect(urls.some((url) => url.includes('/src/client.ts'))).toBe(true)
})

test('a run that is left is finished; one whose work throws has failed', async () => {
  const run = await client.startRun()
  await run[Symbol.asyncDispose]()
  expect(await client.getRun(run.runId)).toMatchObject({ status: 'FINISHED', userId: 'ada' })
  let id = ''
  const work = client.withRun({}, async ({ runId }) => {
    id = runId
    throw new Error('no memory')
  })
  await expect(work).rejects.toThrow('no memory')
  expect(await client.getRun(id)).toMatchObject({ status: 'FAILED' })
})

test('what has failed of what was logged is said when it is flushed', async () => {
  const run = await client.startRun()
  run.logParam('depth', 3)
  await run.flush()
  run.logParam('depth', 4)
  await expect(run.flush()).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
  await run.end('KILLED')
  expect(await client.getRun(run.runId)).toMatchObject({ status: 'KILLED', params: { depth: '3' } })
})

test('a folder is logged with its folders, read back by ranges, and searched page by page', async () => {
  const from = join(folder, 'out')
  mkdirSync(join(from, 'deep'), { recursive: true })
  writeFileSync(join(from, 'a.txt'), '0123456789')
  writeFileSync(join(from, 'deep/b.txt'), 'b')
  const run = await client.startRun({ experiment: 'folders' })
  await run.logArtifacts(from, 'plots')
  await run.end()
  expect(await client.listArtifacts(run.runId, 'plots')).toMatchObject({ folders: ['deep'], blobs: [{ size: 10 }] })
  const part = await Array.fromAsync(client.readArtifact(run.runId, 'plots/a.txt', { start: 2, end: 4 }))
  expect(Buffer.concat(part).toString()).toBe('23')
  const found = await Array.fromAsync(client.searchRuns({ experiments: ['folders'], orderBy: ['start_time DESC'] }))
  expect(found.map(({ runId }) => runId)).toEqual([run.runId])
  expect(await Array.fromAsync(client.searchRuns({ experiments: ['none of this name'] }))).toEqual([])
  expect((await Array.fromAsync(client.searchExperiments({ filter: "name = 'folders'" }))).length).toBe(1)
})
