// The store of a project, and the files beside it. Nothing of it is looked for, made or opened before something is asked of it.
import { join } from 'node:path'
import type { KeyStore } from '../access/index.ts'
import { createRemoteStore, type RemoteStore } from '../adapters/mlflow-client/index.ts'
import { createPredictionHistory, createPredictionLog } from '../adapters/prediction-log/index.ts'
import { openPostgresStore, openSqliteStore, type SqlStores } from '../adapters/sql/index.ts'
import { systemProcesses } from '../adapters/system/index.ts'
import type { BlobStore } from '../artifacts/index.ts'
import { AppError, type Clock, type Reporter } from '../core/index.ts'
import type { WebhookStore } from '../events/index.ts'
import type { ChampionLedger, ModelStore } from '../registry/index.ts'
import { maskedUrl, type StoreLocation, type Trash } from '../track/index.ts'
import { createPublisher, type Publish, withLedgerEvents, withModelEvents } from '../workflows/events/index.ts'
import type { ProjectDeps, StoreDump, StoreImport } from '../workflows/ports/index.ts'
import { openBlobs } from './artifact-store.ts'
import { askedOnFirstUse, lentOnFirstUse, onFirstUse, openedOnFirstUse } from './first-use.ts'
import { mlflowSource } from './mlflow-source.ts'

export interface EmbeddedStoreOptions {
  /** @throws TRACKING_REMOTE_UNSUPPORTED */
  location(): StoreLocation
  /** Absolute folder of what a database holds not: artifacts, predictions, labels. */
  readonly localFolder: string
  /** Absolute folder, or `s3://bucket/prefix`; a remote server has its own. @default `artifacts` of the folder */
  readonly artifacts?: string | undefined
  readonly clock: Clock
  readonly reporter: Reporter
  /** What a tracking server's clients read from it: user, password, token. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Makes the store if it is missing; otherwise it reads as empty. @default true */
  readonly create?: boolean | undefined
  /** Runs that are made die with this process. @default true */
  readonly ownsRuns?: boolean | undefined
}

export interface EmbeddedStore {
  readonly ports: Pick<SqlStores, 'loggedModels' | 'webhooks'> &
    Pick<
      ProjectDeps,
      | 'store'
      | 'keys'
      | 'runs'
      | 'models'
      | 'ledger'
      | 'dump'
      | 'imports'
      | 'mlflowAt'
      | 'trash'
      | 'blobs'
      | 'blobsAt'
      | 'log'
      | 'history'
    >
  /** Closes what was opened. */
  close(): Promise<void>
}

const placeOf = (place: StoreLocation): string => (place.kind === 'folder' ? place.folder : maskedUrl(place.url))

type Remote = Extract<StoreLocation, { kind: 'remote' }>

/** What has no meaning on another's server: it is done where its store is. */
function refusing({ url, where }: Remote, what: string): () => Promise<never> {
  return async () => {
    throw new AppError('TRACKING_REMOTE_UNSUPPORTED', `${what} of the tracking server ${maskedUrl(url)} are its own`, {
      where,
      fix: 'Do it on the machine of that server, or pass --local for the store of this one',
    })
  }
}

/** The ports over the wire, as a database that is open. */
function asDatabase(place: Remote, { close, ...ports }: RemoteStore) {
  return {
    ...ports,
    readOnly: false,
    keys: askedOnFirstUse<KeyStore>(refusing(place, 'keys')),
    webhooks: askedOnFirstUse<WebhookStore>(refusing(place, 'webhooks')),
    dump: askedOnFirstUse<StoreDump>(refusing(place, 'backups')),
    imports: askedOnFirstUse<StoreImport>(refusing(place, 'imports')),
    trash: askedOnFirstUse<Trash>(refusing(place, 'deleted things')),
    close: async () => close(),
  }
}

export function createEmbeddedStore({
  location,
  localFolder,
  artifacts: artifactsAt,
  clock,
  reporter,
  env,
  create,
  ownsRuns,
}: EmbeddedStoreOptions): EmbeddedStore {
  const processes = systemProcesses
  const folder = () => {
    const place = location()
    return place.kind === 'folder' ? place.folder : localFolder
  }
  let wire: RemoteStore | undefined
  const remote = (place: Remote) => (wire ??= createRemoteStore({ ...place, env, clock }))
  const artifacts = (): BlobStore => {
    const place = location()
    return place.kind === 'remote' ? remote(place).blobs : openBlobs(artifactsAt ?? join(folder(), 'artifacts'), env)
  }
  const database = openedOnFirstUse(async () => {
    const place = location()
    const deps = { clock, processes, ownsRuns }
    if (place.kind === 'remote') {
      const store = remote(place)
      // Whoever opens it hears now that it cannot be reached, not after an hour of training.
      await store.isOurs()
      return asDatabase(place, store)
    }
    if (place.kind === 'postgres') return openPostgresStore({ ...deps, url: place.url, create })
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
  const ownEvents = createPublisher(webhooks, reporter)
  // Another's server tells its own subscribers.
  const publish: Publish = async (name, data) => {
    if (location().kind !== 'remote') await ownEvents(name, data)
  }
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
      imports: askedOnFirstUse(async () => (await open()).imports),
      mlflowAt: (at, options) => mlflowSource(at, { ...options, env, clock }),
      trash: askedOnFirstUse(async () => (await open()).trash),
      blobs: lentOnFirstUse(onFirstUse(artifacts)),
      blobsAt: (at) => openBlobs(at, env),
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
