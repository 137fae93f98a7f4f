// The store of a project, and the files beside it. Nothing of it is looked for, made or opened before something is asked of it.
import { join } from 'node:path'
import { createLocalBlobStore } from '../adapters/local-blobs/index.ts'
import { createPredictionHistory, createPredictionLog } from '../adapters/prediction-log/index.ts'
import { openPostgresStore, openSqliteStore, type SqlStores } from '../adapters/sql/index.ts'
import { systemProcesses } from '../adapters/system/index.ts'
import { AppError, type Clock, type Reporter } from '../core/index.ts'
import type { WebhookStore } from '../events/index.ts'
import type { ChampionLedger, ModelStore } from '../registry/index.ts'
import { maskedUrl, type StoreLocation } from '../track/index.ts'
import { createPublisher, withLedgerEvents, withModelEvents } from '../workflows/events/index.ts'
import type { ProjectDeps } from '../workflows/ports/index.ts'
import { askedOnFirstUse, lentOnFirstUse, onFirstUse, openedOnFirstUse } from './first-use.ts'

export interface EmbeddedStoreOptions {
  /** @throws TRACKING_REMOTE_UNSUPPORTED */
  location(): StoreLocation
  /** Absolute folder of what a database holds not: artifacts, predictions, labels. */
  readonly localFolder: string
  readonly clock: Clock
  readonly reporter: Reporter
  /** Makes the store if it is missing; otherwise it reads as empty. @default true */
  readonly create?: boolean | undefined
  /** Runs that are made die with this process. @default true */
  readonly ownsRuns?: boolean | undefined
}

export interface EmbeddedStore {
  readonly ports: Pick<SqlStores, 'loggedModels' | 'webhooks'> &
    Pick<
      ProjectDeps,
      'store' | 'keys' | 'runs' | 'models' | 'ledger' | 'dump' | 'trash' | 'blobs' | 'blobsAt' | 'log' | 'history'
    >
  /** Closes what was opened. */
  close(): Promise<void>
}

const placeOf = (place: StoreLocation): string => (place.kind === 'folder' ? place.folder : maskedUrl(place.url))

function refusedRemote({ url, where }: Extract<StoreLocation, { kind: 'remote' }>): AppError {
  return new AppError(
    'TRACKING_REMOTE_UNSUPPORTED',
    `'${maskedUrl(url)}' is a remote tracking server, which modelwright does not speak to yet`,
    {
      where,
      fix: 'Pass --local for the embedded store, or set MLFLOW_TRACKING_URI or MODELWRIGHT_STORE to its folder',
    },
  )
}

export function createEmbeddedStore({
  location,
  localFolder,
  clock,
  reporter,
  create,
  ownsRuns,
}: EmbeddedStoreOptions): EmbeddedStore {
  const processes = systemProcesses
  const folder = () => {
    const place = location()
    if (place.kind === 'remote') throw refusedRemote(place)
    return place.kind === 'folder' ? place.folder : localFolder
  }
  const database = openedOnFirstUse(async () => {
    const place = location()
    const deps = { clock, processes, ownsRuns }
    if (place.kind === 'postgres') return openPostgresStore({ ...deps, url: place.url })
    return openSqliteStore({ ...deps, path: join(folder(), 'store.db'), create })
  })
  const logged = () => ({ root: folder(), clock, reporter, processes })
  const log = onFirstUse(() => createPredictionLog(logged()))
  let closed = false
  const open = async () => {
    if (closed) throw new AppError('NOT_READY', 'the project is closed', { fix: 'Open it again' })
    return database.use()
  }
  const webhooks: WebhookStore = askedOnFirstUse(async () => (await open()).webhooks)
  const models: ModelStore = askedOnFirstUse(async () => (await open()).models)
  const ledger: ChampionLedger = askedOnFirstUse(async () => (await open()).ledger)
  // Whoever changes the registry, subscribers hear of it; a tracking server sends what waits.
  const publish = createPublisher(webhooks, reporter)
  return {
    ports: {
      keys: askedOnFirstUse(async () => (await open()).keys),
      store: { folder, place: () => placeOf(location()), open },
      runs: askedOnFirstUse(async () => (await open()).runs),
      loggedModels: askedOnFirstUse(async () => (await open()).loggedModels),
      models: withModelEvents(models, publish),
      ledger: withLedgerEvents(ledger, models, publish),
      webhooks,
      dump: askedOnFirstUse(async () => (await open()).dump),
      trash: askedOnFirstUse(async () => (await open()).trash),
      blobs: lentOnFirstUse(onFirstUse(() => createLocalBlobStore(join(folder(), 'artifacts')))),
      blobsAt: createLocalBlobStore,
      log: lentOnFirstUse(log),
      history: lentOnFirstUse(onFirstUse(() => createPredictionHistory(logged()))),
    },
    async close() {
      closed = true
      await log.used()?.close()
      // One that is just failing to open has nothing to close, and whoever asked hears why.
      const opened = await database.used()?.catch(() => undefined)
      await opened?.close()
    },
  }
}
