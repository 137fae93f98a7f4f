// The stores of one database, for every engine.
import type { KeyStore } from '../../access/index.ts'
import type { Clock, Processes } from '../../core/index.ts'
import type { WebhookStore } from '../../events/index.ts'
import type { ChampionLedger, ModelStore } from '../../registry/index.ts'
import type { LoggedModelStore, RunLiveness, RunStore, Trash } from '../../track/index.ts'
import type { StoreDump, StoreImport } from '../../workflows/ports/index.ts'
import { createChampionLedger } from './champion-ledger.ts'
import { createKeyStore } from './key-store.ts'
import { createLoggedModelStore } from './logged-models.ts'
import { createModelStore } from './model-store.ts'
import { createRunLiveness } from './run-liveness.ts'
import { createRunStore } from './run-store.ts'
import type { SqlEngine } from './sql-engine.ts'
import { createStoreDump } from './store-dump.ts'
import { createStoreImport } from './store-import.ts'
import { createTrash } from './trash.ts'
import { createWebhookStore } from './webhook-store.ts'

export interface SqlStores {
  readonly runs: RunStore
  readonly loggedModels: LoggedModelStore
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  readonly liveness: RunLiveness
  readonly dump: StoreDump
  readonly imports: StoreImport
  readonly trash: Trash
  readonly keys: KeyStore
  readonly webhooks: WebhookStore
}

export interface SqlStoreDeps {
  readonly clock: Clock
  readonly processes: Processes
  /** Runs that are made through it die with this process; one that makes them for others says false. @default true */
  readonly ownsRuns?: boolean | undefined
}

export function storesOn(engine: SqlEngine, { clock, processes, ownsRuns = true }: SqlStoreDeps): SqlStores {
  return {
    runs: createRunStore(engine, clock, ownsRuns ? processes.current() : undefined),
    loggedModels: createLoggedModelStore(engine, clock),
    models: createModelStore(engine, clock),
    ledger: createChampionLedger(engine, clock),
    liveness: createRunLiveness(engine, clock, processes),
    dump: createStoreDump(engine),
    imports: createStoreImport(engine, clock),
    trash: createTrash(engine),
    keys: createKeyStore(engine),
    webhooks: createWebhookStore(engine, clock),
  }
}
