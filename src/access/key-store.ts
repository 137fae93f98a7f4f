import type { ApiKey } from './api-key.ts'

export interface KeyStore {
  add(key: ApiKey, digest: string): Promise<void>
  /** By its SHA-256 in hexadecimal. */
  find(digest: string): Promise<ApiKey | undefined>
  /** Oldest first. */
  list(): Promise<readonly ApiKey[]>
  /** @throws RESOURCE_DOES_NOT_EXIST */
  remove(keyId: string): Promise<void>
}
