// What every adapter of KeyStore must do, and the keys on it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createKeys, type KeyStore, type Keys } from '../../src/access/index.ts'

/** @param open a new, empty store */
export function describeKeyStore(
  name: string,
  open: () => Promise<{ readonly keys: KeyStore; close(): Promise<void> }>,
): void {
  describe(`key store: ${name}`, () => {
    let store: Awaited<ReturnType<typeof open>>
    let now = 1000
    let keys: Keys
    beforeEach(async () => {
      store = await open()
      keys = createKeys({ keys: store.keys, clock: { now: () => now++ } })
    })
    afterEach(() => store.close())

    test('knows a key again, whose it is and what it may', async () => {
      const { secret, ...ada } = await keys.add({ name: 'ada', role: 'editor' })
      const bob = await keys.add({ name: 'bob', role: 'viewer' })
      expect(await keys.identify(secret)).toEqual(ada)
      expect((await keys.list()).map(({ keyId }) => keyId)).toEqual([ada.keyId, bob.keyId])
    })

    test('knows no key that differs by a character, and nothing that is none', async () => {
      const { secret } = await keys.add({ name: 'ada', role: 'admin' })
      const other = secret.replace(/^mw_./, secret[3] === 'A' ? 'mw_B' : 'mw_A')
      for (const wrong of [other, `${secret} `, secret.toUpperCase(), '', 'password', "' or 1=1 --"]) {
        expect(await keys.identify(wrong)).toBeUndefined()
      }
    })

    test('keeps nothing that opens it', async () => {
      const { secret } = await keys.add({ name: 'ada', role: 'admin' })
      expect(JSON.stringify(await keys.list())).not.toContain(secret.slice(3, 46))
    })

    test('forgets a key that was taken back; elsewhere it is known for seconds at most', async () => {
      const { secret, keyId } = await keys.add({ name: 'ada', role: 'admin' })
      const elsewhere = createKeys({ keys: store.keys, clock: { now: () => now } })
      await elsewhere.identify(secret)
      await keys.revoke(keyId)
      expect(await keys.identify(secret)).toBeUndefined()
      now += 5000
      expect(await elsewhere.identify(secret)).toBeUndefined()
      await expect(keys.revoke(keyId)).rejects.toThrow(expect.objectContaining({ code: 'RESOURCE_DOES_NOT_EXIST' }))
    })

    test('refuses a name that would spoil a log', async () => {
      for (const bad of ['', ' x', 'a\nb', 'x'.repeat(101)]) {
        await expect(keys.add({ name: bad, role: 'viewer' })).rejects.toThrow(
          expect.objectContaining({ code: 'NAME_INVALID' }),
        )
      }
    })
  })
}
