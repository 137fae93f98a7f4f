// What every adapter of BlobStore must do.
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BlobStore } from '../../src/artifacts/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const put = (store: BlobStore, key: string, text: string): Promise<string> => store.put(key, [bytes(text)])

async function textOf(store: BlobStore, key: string): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of store.get(key)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function* chunks() {
  for (let i = 0; i < 300; i++) yield Promise.resolve(new Uint8Array(50_000).fill(i))
}

async function* half() {
  yield Promise.resolve(bytes('half'))
  throw new Error('the source broke')
}

/** @param open a new, empty store */
export function describeBlobStore(name: string, open: () => Promise<BlobStore>): void {
  let store: BlobStore
  const missing = expect.objectContaining({ code: 'ARTIFACT_NOT_FOUND' })

  describe(`blob store: ${name}`, () => {
    beforeEach(async () => {
      store = await open()
    })

    test('gives back what was put, chunk by chunk, and says its digest', async () => {
      const whole = Buffer.concat(Array.from({ length: 300 }, (_, i) => new Uint8Array(50_000).fill(i)))
      const digest = await store.put('0/run/artifacts/ü x.bin', chunks())
      expect(digest).toBe(createHash('sha256').update(whole).digest('hex'))
      const found: Uint8Array[] = []
      for await (const chunk of store.get('0/run/artifacts/ü x.bin')) found.push(chunk)
      expect(found.length).toBeGreaterThan(1)
      expect(Buffer.concat(found).equals(whole)).toBe(true)
    })

    test('keeps an empty blob', async () => {
      await store.put('a/empty', [])
      expect(await textOf(store, 'a/empty')).toBe('')
      expect(await store.list('a')).toEqual([{ key: 'a/empty', size: 0 }])
    })

    test('never replaces a blob', async () => {
      await put(store, 'a/b', 'one')
      await expect(put(store, 'a/b', 'two')).rejects.toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
      expect(await textOf(store, 'a/b')).toBe('one')
    })

    test('lets one of many writers of a key win', async () => {
      const writers = Array.from({ length: 12 }, (_, i) => put(store, 'a/b', `${i}`.repeat(50_000)))
      const results = await Promise.allSettled(writers)
      const winner = results.findIndex(({ status }) => status === 'fulfilled')
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS' })
      }
      expect(await textOf(store, 'a/b')).toBe(`${winner}`.repeat(50_000))
    })

    test('keeps nothing of a blob whose bytes fail on the way', async () => {
      await expect(store.put('a/b', half())).rejects.toThrow('the source broke')
      expect([await store.list(''), await store.unfinished()]).toEqual([[], []])
      await put(store, 'a/b', 'whole')
    })

    test('replaces a blob where that is said', async () => {
      await put(store, 'a/b', 'one')
      const before = await store.find('a/b')
      await store.put('a/b', [bytes('three')], { replace: true })
      expect(await textOf(store, 'a/b')).toBe('three')
      const after = await store.find('a/b')
      expect([before?.size, after?.size, before?.etag === after?.etag]).toEqual([3, 5, false])
      await expect(store.put('a/b', half(), { replace: true })).rejects.toThrow('the source broke')
      expect(await textOf(store, 'a/b')).toBe('three')
      await store.put('a/new', [bytes('1')], { replace: true })
      await Promise.all(Array.from({ length: 8 }, (_, i) => store.put('a/b', [bytes(`${i}`)], { replace: true })))
      expect(await textOf(store, 'a/b')).toMatch(/^[0-7]$/)
      expect(await store.unfinished()).toEqual([])
    })

    test('gives a part of a blob', async () => {
      await put(store, 'a/b', '0123456789')
      const part = async (start: number, end?: number) =>
        Buffer.concat(await Array.fromAsync(store.get('a/b', { start, end }))).toString()
      expect([await part(0), await part(3, 5), await part(8), await part(9, 100), await part(10)]).toEqual([
        '0123456789',
        '34',
        '89',
        '9',
        '',
      ])
    })

    test('says of a blob how long it is, and of anything else nothing', async () => {
      await put(store, 'a/b/c', '1')
      expect(await store.find('a/b/c')).toMatchObject({ size: 1 })
      for (const key of ['a/b', 'a/x', 'x', 'a/b/c/d']) expect(await store.find(key)).toBeUndefined()
    })

    test('lists one folder', async () => {
      for (const key of ['b/z', 'a/z.txt', 'a/b/c.txt', 'a/b.txt', 'ab/x', 'top']) await put(store, key, key)
      expect(await store.listFolder('')).toEqual({ folders: ['a', 'ab', 'b'], blobs: [{ key: 'top', size: 3 }] })
      expect(await store.listFolder('a')).toEqual({
        folders: ['b'],
        blobs: [
          { key: 'a/b.txt', size: 7 },
          { key: 'a/z.txt', size: 7 },
        ],
      })
      for (const prefix of ['x', 'top', 'a/z.txt/x']) {
        expect(await store.listFolder(prefix)).toEqual({ folders: [], blobs: [] })
      }
    })

    test('lists what lies below a prefix, by key, with sizes', async () => {
      expect(await store.list('')).toEqual([])
      for (const key of ['b/z', 'a/z.txt', 'a/b/c.txt', 'a/b.txt', 'ab/x']) await put(store, key, key)
      expect(await store.list('a')).toEqual([
        { key: 'a/b.txt', size: 7 },
        { key: 'a/b/c.txt', size: 9 },
        { key: 'a/z.txt', size: 7 },
      ])
      expect((await store.list('')).map(({ key }) => key)).toEqual(['a/b.txt', 'a/b/c.txt', 'a/z.txt', 'ab/x', 'b/z'])
      for (const prefix of ['x', 'a/z.txt', 'a/z.txt/x']) expect(await store.list(prefix)).toEqual([])
    })

    test('deletes a blob, or all below a prefix; what is missing is no error', async () => {
      for (const key of ['a/b/c', 'a/b/d', 'a/bc', 'e']) await put(store, key, '1')
      await store.delete('a/b')
      await store.delete('a/b')
      await store.delete('e')
      expect(await store.list('')).toEqual([{ key: 'a/bc', size: 1 }])
    })

    test('says that a blob does not exist', async () => {
      await put(store, 'a/file', '1')
      for (const key of ['x', 'a/x', 'a/file/x', 'a']) await expect(textOf(store, key)).rejects.toEqual(missing)
    })

    test.each([
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
    ])('refuses the key %j everywhere', async (key) => {
      const refused = expect.objectContaining({ code: 'NAME_INVALID' })
      await expect(textOf(store, key)).rejects.toEqual(refused)
      await expect(store.list(key)).rejects.toEqual(refused)
      await expect(put(store, key, '')).rejects.toEqual(refused)
      await expect(store.delete(key)).rejects.toEqual(refused)
      await expect(store.find(key)).rejects.toEqual(refused)
      await expect(store.listFolder(key)).rejects.toEqual(refused)
    })

    test.each(['dogs%step%23%timestamp%17', '100% of it', 'é%zz'])('keeps what has a percent sign: %j', async (key) => {
      await put(store, `a/${key}`, '1')
      expect(await textOf(store, `a/${key}`)).toBe('1')
      expect((await store.list('a')).map((blob) => blob.key)).toEqual([`a/${key}`])
    })

    test('refuses the key of no characters', async () => {
      const refused = expect.objectContaining({ code: 'NAME_INVALID' })
      await expect(put(store, '', '')).rejects.toEqual(refused)
      await expect(store.delete('')).rejects.toEqual(refused)
    })
  })
}
