// The loop with its artifacts in a bucket: nothing of a model is on this machine's disk.
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openProject, type Project, serveModel, serveTracking } from '../../src/app/index.ts'
import { CONFIG, table } from '../fixtures/small-project.ts'
import { type MotoServer, startMoto } from './moto-server.ts'

let moto: MotoServer
let bucket: string
let folder: string
let env: Readonly<Record<string, string>>
let project: Project
beforeAll(async () => {
  moto = await startMoto()
  bucket = await moto.newBucket()
  folder = mkdtempSync(join(tmpdir(), 'loop-s3-'))
  writeFileSync(join(folder, 't.csv'), table())
  writeFileSync(join(folder, 'modelwright.yaml'), CONFIG)
  env = { ...moto.env, MODELWRIGHT_ARTIFACTS: `s3://${bucket}/ml` }
  project = await openProject({ cwd: folder, env })
  await project.train()
  await project.models.promote({ model: 'small', version: 1 }, { force: true })
})
afterAll(async () => {
  await project.close()
  rmSync(folder, { recursive: true })
  await moto.stop()
})

const keys = async (): Promise<string[]> =>
  ((await moto.s3.listObjectsV2({ Bucket: bucket, MaxKeys: 1000 })).Contents ?? []).map(({ Key }) => Key!)

async function served<T>(of: Project, work: (address: string) => Promise<T>): Promise<T> {
  const server = await serveModel(of, { uri: 'models:/small@champion', port: 0, logLevel: 'silent' })
  return work(server.address).finally(() => server.server.drain({ graceMs: 0 }))
}

const predicted = (address: string) =>
  fetch(`${address}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ a: 3, b: 21.5, c: 'u' }),
  })

test('a model is trained into the bucket, and served from it', async () => {
  const written = (await keys()).filter((key) => /^ml\/.*\/(MLmodel|model\.onnx|SHA256SUMS)$/.test(key))
  expect(written.length).toBeGreaterThan(2)
  expect(existsSync(join(folder, '.modelwright', 'artifacts'))).toBe(false)
  await served(project, async (address) => expect((await predicted(address)).status).toBe(200))
})

test('a backup is made into a bucket, and restored from it into another', async () => {
  const { artifacts } = await project.backup(`s3://${bucket}/backup`)
  expect(artifacts).toBeGreaterThan(2)
  const env2 = {
    ...moto.env,
    MODELWRIGHT_ARTIFACTS: `s3://${bucket}/second`,
    MODELWRIGHT_STORE: join(folder, 'second'),
  }
  await using second = await openProject({ cwd: folder, env: env2 })
  await second.restore(`s3://${bucket}/backup`)
  await served(second, async (address) => expect((await predicted(address)).status).toBe(200))
})

test('a tracking server keeps artifacts in the bucket that it is given', async () => {
  const { address, drain } = await serveTracking({
    cwd: folder,
    env: moto.env,
    store: join(folder, 'tracked'),
    artifactStore: `s3://${bucket}/tracked`,
    port: 0,
    logLevel: 'silent',
  })
  try {
    const url = `${address}/api/2.0/mlflow-artifacts/artifacts`
    const bytes = Buffer.alloc(40 << 20, 'modelwright')
    expect((await fetch(`${url}/0/r/artifacts/big.bin`, { method: 'PUT', body: bytes })).status).toBe(200)
    expect((await fetch(`${url}/0/r/artifacts/empty`, { method: 'PUT', body: '' })).status).toBe(200)
    const back = await fetch(`${url}/0/r/artifacts/big.bin`)
    expect(Buffer.from(await back.arrayBuffer()).equals(bytes)).toBe(true)
    const part = await fetch(`${url}/0/r/artifacts/big.bin`, { headers: { range: 'bytes=11-21' } })
    expect([part.status, await part.text()]).toEqual([206, 'modelwright'])
    const { files } = (await (await fetch(`${url}?path=0/r/artifacts`)).json()) as { files: unknown }
    expect(files).toEqual([
      { path: 'big.bin', is_dir: false, file_size: bytes.length },
      { path: 'empty', is_dir: false, file_size: 0 },
    ])
    await cutOff(address, '/api/2.0/mlflow-artifacts/artifacts/0/r/artifacts/cut')
    await expect.poll(async () => (await moto.s3.listMultipartUploads({ Bucket: bucket })).Uploads ?? []).toEqual([])
    expect((await keys()).filter((key) => key.startsWith('tracked/'))).toEqual([
      'tracked/0/r/artifacts/big.bin',
      'tracked/0/r/artifacts/empty',
    ])
  } finally {
    await drain({ graceMs: 0 })
  }
})

/** More than two parts of an upload, which then ends before it should. */
async function cutOff(address: string, path: string): Promise<void> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  socket.write(`PUT ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${100 << 20}\r\n\r\n`)
  for (let i = 0; i < 36; i++) {
    if (!socket.write(Buffer.alloc(1 << 20))) await once(socket, 'drain')
  }
  await expect
    .poll(async () => (await moto.s3.listMultipartUploads({ Bucket: bucket })).Uploads?.length, { timeout: 10_000 })
    .toBe(1)
  socket.destroy()
  await once(socket, 'close')
}

test('a model whose bytes were changed in the bucket is not served', async () => {
  const Key = (await keys()).find((key) => /^ml\/.*\/model\.onnx$/.test(key))!
  const { Body } = await moto.s3.getObject({ Bucket: bucket, Key })
  const changed = await Body!.transformToByteArray()
  changed[changed.length >> 1]! ^= 1
  await moto.s3.putObject({ Bucket: bucket, Key, Body: changed })
  await expect(served(project, async () => {})).rejects.toMatchObject({ code: 'ARTIFACT_DIGEST' })
})

test('a place that is none is refused', async () => {
  await using other = await openProject({ cwd: folder, env: { ...env, MODELWRIGHT_ARTIFACTS: 'gs://bucket' } })
  await expect(other.train()).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('gs://bucket') })
})
