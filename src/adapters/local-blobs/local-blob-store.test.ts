import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { describeArtifactFolders } from '../../../test/suites/artifact-folders.suite.ts'
import { describeBlobStore } from '../../../test/suites/blob-store.suite.ts'
import { createLocalBlobStore } from './local-blob-store.ts'

const scratch = mkdtempSync(join(tmpdir(), 'blobs-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

let count = 0
const newRoot = (): string => join(scratch, String(count++), 'root')
const bytes = [new Uint8Array([1])]

async function read(store: ReturnType<typeof createLocalBlobStore>, key: string): Promise<number[]> {
  const found: number[] = []
  for await (const chunk of store.get(key)) found.push(...chunk)
  return found
}

describeBlobStore('local folder', async () => createLocalBlobStore(newRoot()))
describeArtifactFolders('local folder', async () => createLocalBlobStore(newRoot()))

test('says where it is', () => {
  const root = newRoot()
  expect(createLocalBlobStore(root).location).toBe(root)
})

test('follows no symbolic link out of the root', async () => {
  const root = newRoot()
  const outside = join(root, '..', 'outside')
  for (const folder of [root, join(root, 'a'), outside]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(outside, 'secret'), 'x')
  symlinkSync(outside, join(root, 'a', 'way-out'))
  symlinkSync(join(outside, 'secret'), join(root, 'a', 'file'))
  const store = createLocalBlobStore(root)
  const refused = expect.objectContaining({ code: 'NAME_INVALID' })
  await expect(read(store, 'a/file')).rejects.toEqual(refused)
  await expect(read(store, 'a/way-out/secret')).rejects.toEqual(refused)
  await expect(store.put('a/way-out/new', bytes)).rejects.toEqual(refused)
  await expect(store.delete('a/way-out/secret')).rejects.toEqual(refused)
  expect(await store.list('a')).toEqual([])
  expect(readdirSync(outside)).toEqual(['secret'])
})

test('works below a root that is itself a link', async () => {
  const root = newRoot()
  mkdirSync(join(root, '..', 'real'), { recursive: true })
  symlinkSync(join(root, '..', 'real'), root)
  const store = createLocalBlobStore(root)
  await store.put('a/b', bytes)
  expect(await read(store, 'a/b')).toEqual([1])
})

test('leaves nothing unfinished behind, even when a write fails', async () => {
  const root = newRoot()
  const store = createLocalBlobStore(root)
  await store.put('a', bytes)
  await expect(store.put('a', bytes)).rejects.toThrow()
  await expect(store.put('a/below-a-file', bytes)).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
  expect(readdirSync(join(root, '.incoming'))).toEqual([])
})

test('sweeps old leftovers of killed writers on opening, not those of living ones', () => {
  const root = newRoot()
  for (const name of ['old', 'young']) {
    mkdirSync(join(root, '.incoming', name), { recursive: true })
    writeFileSync(join(root, '.incoming', name, 'file'), 'x')
  }
  const yesterday = Date.now() / 1000 - 24 * 3600
  utimesSync(join(root, '.incoming', 'old'), yesterday, yesterday)
  createLocalBlobStore(root)
  expect(readdirSync(join(root, '.incoming'))).toEqual(['young'])
})

test('does not show what is unfinished', async () => {
  const root = newRoot()
  const store = createLocalBlobStore(root)
  await store.put('a', bytes)
  mkdirSync(join(root, '.incoming', 'x'))
  writeFileSync(join(root, '.incoming', 'x', 'bytes'), 'half')
  expect((await store.list('')).map(({ key }) => key)).toEqual(['a'])
  expect(await store.unfinished()).toEqual(['.incoming/x'])
  await expect(store.list('.incoming')).rejects.toMatchObject({ code: 'NAME_INVALID' })
})

test('says clearly that its folder cannot be written', async () => {
  const root = newRoot()
  mkdirSync(join(root, '..'), { recursive: true })
  writeFileSync(root, 'a file')
  await expect(createLocalBlobStore(root).put('a', bytes)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' })
  expect(existsSync(root)).toBe(true)
})
