// The keys of a store: made, shown, taken back, and known again.
import type { Clock } from '../core/index.ts'
import { type ApiKey, checkKeyName, digestOf, newSecret } from './api-key.ts'
import type { KeyStore } from './key-store.ts'
import type { Role } from './role.ts'

export interface Keys {
  /** `secret` is told here and never again. @throws NAME_INVALID */
  add(key: { readonly name: string; readonly role: Role }): Promise<ApiKey & { readonly secret: string }>
  list(): Promise<readonly ApiKey[]>
  /** Servers that run notice within seconds. @throws RESOURCE_DOES_NOT_EXIST */
  revoke(keyId: string): Promise<void>
  /** Whose key it is; undefined if nobody's. */
  identify(secret: string): Promise<ApiKey | undefined>
}

/** So long a key is known without asking the store: logging is a request each few milliseconds. */
const KNOWN_MS = 2000
const MAX_KNOWN = 1000

export function createKeys({ keys: store, clock }: { readonly keys: KeyStore; readonly clock: Clock }): Keys {
  const known = new Map<string, { readonly key: ApiKey; readonly until: number }>()
  return {
    async add({ name, role }) {
      const { secret, keyId, digest } = newSecret()
      const key = { keyId, name: checkKeyName(name), role, createdAt: clock.now() }
      await store.add(key, digest)
      return { ...key, secret }
    },
    list: () => store.list(),
    async revoke(keyId) {
      await store.remove(keyId)
      known.clear()
    },
    async identify(secret) {
      // What is compared is its digest: how long that takes tells nothing of the key.
      const digest = digestOf(secret)
      if (digest === undefined) return undefined
      const now = clock.now()
      const seen = known.get(digest)
      if (seen !== undefined && seen.until > now) return seen.key
      known.delete(digest)
      const key = await store.find(digest)
      if (key === undefined) return undefined
      if (known.size >= MAX_KNOWN) known.clear()
      known.set(digest, { key, until: now + KNOWN_MS })
      return key
    },
  }
}
