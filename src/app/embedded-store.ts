// The embedded store of a project. Nothing of it is looked for, made or opened before something is asked of it.
import { join } from 'node:path'
import { createLocalArtifactStore } from '../adapters/local-artifacts/index.ts'
import { createPredictionHistory, createPredictionLog } from '../adapters/prediction-log/index.ts'
import { openSqliteStore } from '../adapters/sql/index.ts'
import { systemProcesses } from '../adapters/system/index.ts'
import type { Clock, Reporter } from '../core/index.ts'
import type { ProjectDeps } from '../workflows/ports/index.ts'
import { askedOnFirstUse, lentOnFirstUse, onFirstUse, openedOnFirstUse } from './first-use.ts'

export interface EmbeddedStoreOptions {
  /** @throws TRACKING_REMOTE_UNSUPPORTED */
  folder(): string
  readonly clock: Clock
  readonly reporter: Reporter
  /** Makes the store if it is missing; otherwise it reads as empty. @default true */
  readonly create?: boolean | undefined
}

export interface EmbeddedStore {
  readonly ports: Pick<ProjectDeps, 'store' | 'runs' | 'models' | 'ledger' | 'blobs' | 'log' | 'history'>
  /** Closes what was opened. */
  close(): Promise<void>
}

export function createEmbeddedStore({ folder, clock, reporter, create }: EmbeddedStoreOptions): EmbeddedStore {
  const processes = systemProcesses
  const database = openedOnFirstUse(async () =>
    openSqliteStore({ path: join(folder(), 'store.db'), clock, processes, create }),
  )
  const logged = () => ({ root: folder(), clock, reporter, processes })
  const log = onFirstUse(() => createPredictionLog(logged()))
  return {
    ports: {
      store: { folder, open: database.use },
      runs: askedOnFirstUse(async () => (await database.use()).runs),
      models: askedOnFirstUse(async () => (await database.use()).models),
      ledger: askedOnFirstUse(async () => (await database.use()).ledger),
      blobs: lentOnFirstUse(onFirstUse(() => createLocalArtifactStore(join(folder(), 'artifacts')))),
      log: lentOnFirstUse(log),
      history: lentOnFirstUse(onFirstUse(() => createPredictionHistory(logged()))),
    },
    async close() {
      await log.used()?.close()
      // One that is just failing to open has nothing to close, and whoever asked hears why.
      const opened = await database.used()?.catch(() => undefined)
      await opened?.close()
    },
  }
}
