// What every adapter of ArtifactStore must do.
import { beforeEach, describe, expect, test } from 'vitest'
import type { ArtifactStore } from '../../src/artifacts/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (found: Uint8Array | undefined): string => new TextDecoder().decode(found)

/** @param open a new, empty store */
export function describeArtifactStore(name: string, open: () => Promise<ArtifactStore>): void {
  let store: ArtifactStore
  beforeEach(async () => {
    store = await open()
  })
  const missing = expect.objectContaining({ code: 'ARTIFACT_NOT_FOUND' })

  describe(`artifact store: ${name}`, () => {
    test('gives back a folder as it was put, nested and empty files too', async () => {
      const files = new Map([
        ['MLmodel', bytes('flavors: {}')],
        ['data/deep/ü x.bin', new Uint8Array([0, 255, 10])],
        ['empty', bytes('')],
      ])
      await store.putFolder('0/run/artifacts/model', files)
      const found = await store.getFolder('0/run/artifacts/model')
      expect(new Map([...found].map(([path, file]) => [path, [...file]]))).toEqual(
        new Map([...files].map(([path, file]) => [path, [...file]])),
      )
    })

    test('never replaces a folder', async () => {
      await store.putFolder('a/model', new Map([['x', bytes('old')]]))
      const again = store.putFolder('a/model', new Map([['y', bytes('new')]]))
      await expect(again).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
      expect([...(await store.getFolder('a/model')).keys()]).toEqual(['x'])
    })

    test('writes and replaces a file', async () => {
      await store.put('a/b.txt', bytes('one'))
      await store.put('a/b.txt', bytes('two'))
      expect(text(await store.get('a/b.txt'))).toBe('two')
    })

    test('lists a folder by name, with sizes of files', async () => {
      await store.put('a/z.txt', bytes('123'))
      await store.put('a/b/c.txt', bytes('1'))
      expect(await store.list('a')).toEqual([
        { path: 'a/b', isDirectory: true },
        { path: 'a/z.txt', isDirectory: false, size: 3 },
      ])
    })

    test('names the folders at the root', async () => {
      expect(await store.roots()).toEqual([])
      await store.put('a/z.txt', bytes('123'))
      await store.put('b/c.txt', bytes('1'))
      expect([...(await store.roots())].sort()).toEqual(['a', 'b'])
    })

    test('deletes files and folders; what is missing is no error', async () => {
      await store.put('a/b/c.txt', bytes('1'))
      await store.delete('a/b')
      await store.delete('a/b')
      await expect(store.get('a/b/c.txt')).rejects.toEqual(missing)
    })

    test('says that an artifact does not exist', async () => {
      await store.put('a/file', bytes('1'))
      for (const path of ['x', 'a/x', 'a/file/x']) {
        await expect(store.get(path)).rejects.toEqual(missing)
        await expect(store.getFolder(path)).rejects.toEqual(missing)
        await expect(store.list(path)).rejects.toEqual(missing)
      }
      await expect(store.get('a')).rejects.toEqual(missing)
      await expect(store.getFolder('a/file')).rejects.toEqual(missing)
    })

    test.each([
      '',
      '..',
      '../x',
      'a/../../x',
      '/etc/passwd',
      'a\\b',
      'a%2f..%2fb',
      '%2e%2e/x',
      'a#b',
      'a\0b',
      'C:/x',
      'a//b',
    ])('refuses the path %j everywhere', async (path) => {
      const refused = expect.objectContaining({ code: 'NAME_INVALID' })
      await expect(store.get(path)).rejects.toEqual(refused)
      await expect(store.getFolder(path)).rejects.toEqual(refused)
      await expect(store.list(path)).rejects.toEqual(refused)
      await expect(store.put(path, bytes(''))).rejects.toEqual(refused)
      await expect(store.delete(path)).rejects.toEqual(refused)
      await expect(store.putFolder(path, new Map())).rejects.toEqual(refused)
      await expect(store.putFolder('ok', new Map([[path, bytes('')]]))).rejects.toEqual(refused)
    })
  })
}
