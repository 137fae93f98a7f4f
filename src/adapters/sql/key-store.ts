// API keys in their table: a digest each, never the key.
import type { KeyStore } from '../../access/index.ts'
import { AppError } from '../../core/index.ts'
import type { SqlEngine } from './sql-engine.ts'
import type { ApiKeyRow } from './tables.ts'

const keyOf = ({ key_id, name, role, created_at }: ApiKeyRow) => ({ keyId: key_id, name, role, createdAt: created_at })

export function createKeyStore({ asking, writing }: SqlEngine): KeyStore {
  return {
    async add({ keyId, name, role, createdAt }, digest) {
      const row: ApiKeyRow = { key_id: keyId, name, role, digest, created_at: createdAt }
      await writing((tx) => tx.insertInto('api_keys').values(row).execute())
    },
    async find(digest) {
      const row = await asking((db) =>
        db.selectFrom('api_keys').selectAll().where('digest', '=', digest).executeTakeFirst(),
      )
      return row && keyOf(row)
    },
    async list() {
      const rows = await asking((db) =>
        db.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('key_id').execute(),
      )
      return rows.map(keyOf)
    },
    async remove(keyId) {
      const removed = await writing((tx) =>
        tx.deleteFrom('api_keys').where('key_id', '=', keyId).returning('key_id').execute(),
      )
      if (removed.length > 0) return
      throw new AppError('RESOURCE_DOES_NOT_EXIST', `no key with id ${JSON.stringify(keyId)}`, {
        fix: 'See the ids with: modelwright keys list',
      })
    },
  }
}
