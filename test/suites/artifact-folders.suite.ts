// What a folder of artifacts is on every BlobStore.
import { beforeEach, describe, expect, test } from 'vitest'
import { type BlobStore, digestLines, readFolder, writeFolder } from '../../src/artifacts/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const folderOf = (files: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> =>
  new Map(Object.entries(files).map(([path, text]) => [path, bytes(text)]))
const textsOf = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries([...files].map(([path, file]) => [path, new TextDecoder().decode(file)]))

/** @param open a new, empty store */
export function describeArtifactFolders(name: string, open: () => Promise<BlobStore>): void {
  let store: BlobStore
  const exists = expect.objectContaining({ code: 'RESOURCE_ALREADY_EXISTS' })

  /** The store, which takes so many blobs and then fails, or dies: then it takes no word back either. */
  const ending = (puts: number, { dies }: { readonly dies: boolean }): BlobStore => ({
    ...store,
    put: (key, chunks) => (puts-- > 0 ? store.put(key, chunks) : Promise.reject(new Error('the end'))),
    delete: (key) => (dies ? Promise.resolve() : store.delete(key)),
  })

  describe(`artifact folders: ${name}`, () => {
    beforeEach(async () => {
      store = await open()
    })

    test('gives back a folder as it was put, nested and empty files too, with its manifest', async () => {
      const files = folderOf({
        MLmodel: 'flavors: {}',
        'data/deep/ü x.bin': '\0\n',
        empty: '',
        SHA256SUMS: 'of others',
      })
      await writeFolder(store, '0/run/artifacts/model', files)
      expect(textsOf(await readFolder(store, '0/run/artifacts/model'))).toEqual({
        ...textsOf(files),
        SHA256SUMS: digestLines(files),
      })
    })

    test('writes MLmodel and then the manifest last, wherever it ends', async () => {
      const files = folderOf({ MLmodel: 'm', a: '1', z: '2' })
      for (const [puts, left] of [['a'], ['a', 'z'], ['MLmodel', 'a', 'z']].entries()) {
        await expect(writeFolder(ending(puts + 1, { dies: true }), `f${puts}`, files)).rejects.toThrow('the end')
        expect((await store.list(`f${puts}`)).map(({ key }) => key.slice(3))).toEqual(left)
        await expect(writeFolder(store, `f${puts}`, files)).rejects.toEqual(exists)
      }
    })

    test('takes back what a failed write has put, and can be written then', async () => {
      const files = folderOf({ MLmodel: 'm', a: '1', z: '2' })
      for (const puts of [0, 1, 2, 3]) {
        await expect(writeFolder(ending(puts, { dies: false }), 'f', files)).rejects.toThrow('the end')
        expect(await store.list('')).toEqual([])
      }
      await writeFolder(store, 'f', files)
    })

    test('never replaces a folder', async () => {
      await writeFolder(store, 'a/model', folderOf({ x: 'old' }))
      await expect(writeFolder(store, 'a/model', folderOf({ y: 'new' }))).rejects.toEqual(exists)
      expect([...(await readFolder(store, 'a/model')).keys()]).toEqual(['SHA256SUMS', 'x'])
    })

    test.each([
      ['the same files', (i: number) => ({ a: `${i}`, b: `${i}`, MLmodel: `${i}` })],
      ['files of their own', (i: number) => ({ [`own-${i}`]: `${i}` })],
      ['some in common', (i: number) => ({ [`own-${i}`]: `${i}`, [`pair-${i >> 1}`]: `${i}` })],
    ])('of writers of one folder with %s one wins and the others leave nothing', async (_, filesOf) => {
      const writers = Array.from({ length: 6 }, (__, i) => writeFolder(store, 'f', folderOf(filesOf(i))))
      const results = await Promise.allSettled(writers)
      const winners = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []))
      expect(winners).toHaveLength(1)
      const { SHA256SUMS: _list, ...found } = textsOf(await readFolder(store, 'f'))
      expect(found).toEqual(filesOf(winners[0]!))
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toEqual(exists)
    })

    test('refuses a folder that is not what its manifest says, unless who reads it knows a digest', async () => {
      await writeFolder(store, 'f', folderOf({ a: 'one', b: 'two' }))
      await store.delete('f/a')
      await expect(readFolder(store, 'f')).rejects.toMatchObject({ code: 'MODEL_INVALID' })
      await store.put('f/a', [bytes('else')])
      await expect(readFolder(store, 'f')).rejects.toMatchObject({ code: 'ARTIFACT_DIGEST' })
      expect(textsOf(await readFolder(store, 'f', { checked: true }))).toMatchObject({ a: 'else', b: 'two' })
    })

    test('reads what others logged without a manifest', async () => {
      await store.put('f/MLmodel', [bytes('m')])
      expect(textsOf(await readFolder(store, 'f'))).toEqual({ MLmodel: 'm' })
    })

    test('reads no more than it may', async () => {
      await writeFolder(store, 'f', folderOf({ a: 'x'.repeat(1000) }))
      await expect(readFolder(store, 'f', { maxBytes: 1000 })).rejects.toMatchObject({ code: 'MODEL_TOO_COSTLY' })
      expect((await readFolder(store, 'f', { maxBytes: 2000 })).size).toBe(2)
    })

    test('says that a folder does not exist', async () => {
      await store.put('a/file', [bytes('1')])
      for (const folder of ['x', 'a/x', 'a/file', 'a/file/x']) {
        await expect(readFolder(store, folder)).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' })
      }
    })

    test.each(['..', '../x', 'a//b', 'a\\b', '/x'])('refuses the path %j', async (path) => {
      const refused = expect.objectContaining({ code: 'NAME_INVALID' })
      await expect(readFolder(store, path)).rejects.toEqual(refused)
      await expect(writeFolder(store, path, folderOf({ a: '' }))).rejects.toEqual(refused)
      await expect(writeFolder(store, 'ok', folderOf({ a: '', [path]: '' }))).rejects.toEqual(refused)
      expect(await store.list('')).toEqual([])
    })
  })
}
