// The store of blobs on a real S3 server: what every adapter must do, and what only a bucket has.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3BlobStore } from '../../src/adapters/s3/index.ts'
import { describeArtifactFolders } from '../suites/artifact-folders.suite.ts'
import { describeBlobStore } from '../suites/blob-store.suite.ts'
import { type MotoServer, startMoto } from './moto-server.ts'

let moto: MotoServer
beforeAll(async () => {
  moto = await startMoto()
})
afterAll(() => moto.stop())

const MB = 1 << 20
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const openNew = async (prefix = '') => createS3BlobStore(`s3://${await moto.newBucket()}${prefix}`, moto.env)

describeBlobStore('s3', openNew)
describeBlobStore('s3 below a prefix', () => openNew('/some/prefix'))
describeArtifactFolders('s3', openNew)

/** So many megabytes, each of one number. */
async function* megabytes(count: number) {
  for (let i = 0; i < count; i++) yield Promise.resolve(new Uint8Array(MB).fill(i))
}

async function* broken() {
  yield* megabytes(40)
  throw new Error('the source broke')
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(chunks)).toString()
}

test('keeps to its prefix, and sees only what has a name that it can ask for', async () => {
  const bucket = await moto.newBucket()
  const store = createS3BlobStore(`s3://${bucket}/mine/`, moto.env)
  expect(store.location).toBe(`s3://${bucket}/mine`)
  for (const Key of ['mine/', 'mine/folder/', 'mine//x', 'mine/a/../b', 'minetoo/x', 'other']) {
    await moto.s3.putObject({ Bucket: bucket, Key, Body: 'x' })
  }
  await store.put('a/b', [bytes('1')])
  expect(await store.list('')).toEqual([{ key: 'a/b', size: 1 }])
  expect((await store.listFolder('')).folders).toEqual(['a', 'folder'])
  await store.delete('a')
  const left = await moto.s3.listObjectsV2({ Bucket: bucket })
  expect(left.Contents?.map(({ Key }) => Key)).toEqual(expect.arrayContaining(['minetoo/x', 'other']))
})

test('writes what is longer than a part in parts, once and again', async () => {
  const store = await openNew()
  const digest = createHash('sha256')
  for await (const chunk of megabytes(50)) digest.update(chunk)
  const said = digest.digest('hex')
  expect(await store.put('big', megabytes(50))).toBe(said)
  expect((await store.find('big'))?.etag).toMatch(/-4$/)
  const read = createHash('sha256')
  for await (const chunk of store.get('big')) read.update(chunk)
  expect(read.digest('hex')).toBe(said)
  expect(await textOf(store.get('big', { start: 17 * MB - 1, end: 17 * MB + 1 }))).toBe('\x10\x11')
  await expect(store.put('big', megabytes(1))).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
  await store.put('big', megabytes(17), { replace: true })
  expect((await store.find('big'))?.size).toBe(17 * MB)
  expect(await store.unfinished()).toEqual([])
})

test('of two who write many parts of one key, the first that ends wins', async () => {
  const store = await openNew()
  async function* late() {
    yield* megabytes(20)
    await store.put('big', megabytes(18))
    yield bytes('the end')
  }
  await expect(store.put('big', late())).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
  expect((await store.find('big'))?.size).toBe(18 * MB)
  expect(await store.unfinished()).toEqual([])
})

test('keeps nothing of parts whose source breaks, and names those of a writer that died', async () => {
  const bucket = await moto.newBucket()
  const store = createS3BlobStore(`s3://${bucket}/p`, moto.env)
  await expect(store.put('big', broken())).rejects.toThrow('the source broke')
  expect([await store.list(''), await store.unfinished()]).toEqual([[], []])
  const { UploadId } = await moto.s3.createMultipartUpload({ Bucket: bucket, Key: 'p/dead' })
  expect(await store.unfinished()).toEqual([`dead (upload ${UploadId})`])
})

test('lists and deletes more than a page', async () => {
  const store = await openNew()
  const keys = Array.from({ length: 1203 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
  for (let i = 0; i < keys.length; i += 50) {
    await Promise.all(keys.slice(i, i + 50).map((key) => store.put(key, [bytes('1')], { replace: true })))
  }
  expect((await store.list('many')).map(({ key }) => key)).toEqual(keys)
  expect((await store.listFolder('many')).blobs).toHaveLength(1203)
  await store.delete('many')
  expect(await store.list('')).toEqual([])
})

test('says what is wrong with a store that refuses, or is not there', async () => {
  const none = createS3BlobStore('s3://no-such-bucket/x', moto.env)
  const unreachable = { code: 'ARTIFACTS_UNREACHABLE', message: expect.stringContaining('NoSuchBucket') }
  await expect(none.list('')).rejects.toMatchObject(unreachable)
  await expect(textOf(none.get('a'))).rejects.toMatchObject(unreachable)
  await expect(none.put('a', [bytes('1')], { replace: true })).rejects.toMatchObject(unreachable)
  const dead = createS3BlobStore('s3://bucket-0', { ...moto.env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' })
  await expect(dead.find('a')).rejects.toMatchObject({ code: 'ARTIFACTS_UNREACHABLE' })
})

test('goes on with a download whose connection ended', async () => {
  const bucket = await moto.newBucket()
  await createS3BlobStore(`s3://${bucket}`, moto.env).put('big', megabytes(12))
  // Lets so much of each answer through, then cuts the line.
  let cuts = 0
  const cutting = createServer(async (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    delete headers['connection']
    const answer = await fetch(`${moto.env['AWS_ENDPOINT_URL']}${request.url}`, { headers })
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    const body = Buffer.from(await answer.arrayBuffer())
    if (body.length <= 5 * MB) return void response.end(body)
    cuts++
    response.write(body.subarray(0, 5 * MB), () => response.destroy())
  })
  await new Promise<void>((resolve) => cutting.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = cutting.address() as { port: number }
    const store = createS3BlobStore(`s3://${bucket}`, { ...moto.env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` })
    const hashes = [store.get('big'), megabytes(12)].map(async (chunks) => {
      const hash = createHash('sha256')
      for await (const chunk of chunks) hash.update(chunk)
      return hash.digest('hex')
    })
    const [read, put] = await Promise.all(hashes)
    expect(read).toBe(put)
    expect(cuts).toBeGreaterThan(0)
  } finally {
    cutting.closeAllConnections()
    cutting.close()
  }
})
