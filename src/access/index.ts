export type { ApiKey } from './api-key.ts'
export type { KeyStore } from './key-store.ts'
export { createKeys, type Keys } from './keys.ts'
export { ROLES, type Role, roleMay } from './role.ts'
