// A tracking server that asks for keys, from the first start on.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../access/index.ts'
import { openProject } from './project.ts'
import { type RunningTrackingServer, serveTracking } from './tracking-server.ts'

const store = mkdtempSync(join(tmpdir(), 'keys-'))
const shown: string[] = []
const open = () =>
  serveTracking({ store, port: 0, logLevel: 'silent', auth: true, showFirstKey: (key) => void shown.push(key) })
let server: RunningTrackingServer
const made: Record<string, { secret: string; keyId: string }> = {}

beforeAll(async () => {
  server = await open()
  await using project = await openProject({ store })
  for (const role of ['viewer', 'editor'] as Role[]) made[role] = await project.keys.add({ name: role, role })
})
afterAll(async () => {
  await server.drain({ graceMs: 0 })
  rmSync(store, { recursive: true, force: true })
})

async function statusOf(path: string, authorization: string | undefined, body?: object): Promise<number> {
  const response = await fetch(`${server.address}${path}`, {
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  })
  await response.arrayBuffer()
  return response.status
}

const bearer = (key: string) => `Bearer ${key}`
const basic = (user: string, key: string) => `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`
const SEARCH = '/api/2.0/mlflow/runs/search'
const LOGGED = '/api/2.0/mlflow/logged-models/search'
const CREATE = '/api/2.0/mlflow/experiments/create'

test('the first start makes one key of an admin and shows it once; the next makes none', async () => {
  expect(shown).toHaveLength(1)
  expect(await statusOf(CREATE, bearer(shown[0]!), { name: 'of the admin' })).toBe(200)
  await (await open()).drain({ graceMs: 0 })
  expect(shown).toHaveLength(1)
})

test('nobody without a key reads or changes anything; whether it lives may be asked', async () => {
  for (const wrong of [undefined, 'Bearer nonsense', basic('admin', 'password'), basic('admin', '')]) {
    expect([wrong, await statusOf(SEARCH, wrong, { experiment_ids: ['0'] })]).toEqual([wrong, 401])
    expect([wrong, await statusOf(CREATE, wrong, { name: 'x' })]).toEqual([wrong, 401])
  }
  expect(await statusOf('/health', undefined)).toBe(200)
})

test('a viewer searches and an editor creates, by token or by password', async () => {
  const { viewer, editor } = made
  expect(await statusOf(SEARCH, bearer(viewer!.secret), { experiment_ids: ['0'] })).toBe(200)
  expect(await statusOf(LOGGED, bearer(viewer!.secret), { experiment_ids: ['0'] })).toBe(200)
  expect(await statusOf(CREATE, bearer(viewer!.secret), { name: 'of a viewer' })).toBe(403)
  expect(await statusOf(CREATE, bearer(editor!.secret), { name: 'by token' })).toBe(200)
  expect(await statusOf(CREATE, basic('ada', editor!.secret), { name: 'by password' })).toBe(200)
})

test('where webhooks lead is shown to an admin alone', async () => {
  expect(await statusOf('/api/2.0/mlflow/webhooks', bearer(made['editor']!.secret))).toBe(403)
  expect(await statusOf('/api/2.0/mlflow/webhooks', bearer(shown[0]!))).toBe(200)
})

test('a key that was taken back is refused within seconds', async () => {
  const { secret, keyId } = made['viewer']!
  await using project = await openProject({ store })
  await project.keys.revoke(keyId)
  await expect.poll(() => statusOf(SEARCH, bearer(secret), { experiment_ids: ['0'] }), { timeout: 5000 }).toBe(401)
})
