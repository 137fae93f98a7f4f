import { foundation } from './0001-foundation.ts'
import { gateVerdicts } from './0002-gate-verdicts.ts'
import { webhooks } from './0003-webhooks.ts'
import { loggedModels } from './0004-logged-models.ts'
import { apiKeys } from './0005-api-keys.ts'
import { metricsByTime } from './0006-metrics-by-time.ts'
import { deletedAt } from './0007-deleted-at.ts'
import type { Migration } from './migration.ts'

/** Every version of the schema, oldest first, a file each. One that has been released is never edited: add another. */
export const MIGRATIONS: readonly Migration[] = [
  foundation,
  gateVerdicts,
  webhooks,
  loggedModels,
  apiKeys,
  metricsByTime,
  deletedAt,
]
