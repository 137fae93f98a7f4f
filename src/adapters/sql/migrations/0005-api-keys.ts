import type { Migration } from './migration.ts'

export const apiKeys: Migration = {
  version: 5,
  name: 'api-keys',
  statements: () => [
    `create table api_keys (
      key_id text primary key,
      name text not null,
      role text not null,
      digest text not null unique,
      created_at bigint not null)`,
  ],
}
