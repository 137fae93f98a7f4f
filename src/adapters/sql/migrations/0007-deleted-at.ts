import type { Migration } from './migration.ts'

/** When a run was deleted, so that it can be kept for a while. Of one that was deleted before, the time is not known: 0. */
export const deletedAt: Migration = {
  version: 7,
  name: 'deleted-at',
  statements: () => [
    'alter table runs add column deleted_at bigint',
    "update runs set deleted_at = 0 where lifecycle_stage = 'deleted'",
  ],
}
