import type { BlobStore } from '../../artifacts/index.ts'
import { AppError, type Clock } from '../../core/index.ts'
import type { ChampionLedger, ModelStore } from '../../registry/index.ts'
import type { LoggedModelStore, RunStore } from '../../track/index.ts'
import { createApi } from './api.ts'
import { createRemoteBlobStore } from './blob-store.ts'
import { createRemoteChampionLedger } from './champion-ledger.ts'
import { createRemoteLoggedModelStore } from './logged-models.ts'
import { createRemoteModelStore } from './model-store.ts'
import { createRemoteRunStore } from './run-store.ts'
import { serverAddress } from './server-address.ts'
import { createTaggedChampionLedger } from './tagged-champion-ledger.ts'
import { createWire, type WireOptions } from './wire.ts'

export interface RemoteStore {
  readonly runs: RunStore
  readonly loggedModels: LoggedModelStore
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  readonly blobs: BlobStore
  /** Whether the server is one of modelwright. */
  isOurs(): Promise<boolean>
  close(): void
}

export interface RemoteStoreOptions extends WireOptions {
  /** Of a server of MLflow's or ours; it may hold user and password. */
  readonly url: string
  /** What named it. */
  readonly where: string
  /** MLFLOW_TRACKING_USERNAME, _PASSWORD, _TOKEN and _INSECURE_TLS are read, and MLFLOW_HTTP_REQUEST_MAX_RETRIES. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

const RETRIES = 'MLFLOW_HTTP_REQUEST_MAX_RETRIES'

/** @throws INVALID_PARAMETER_VALUE */
function tries(env: RemoteStoreOptions['env']): number | undefined {
  const text = env[RETRIES]
  if (text === undefined || text === '') return undefined
  if (/^\d{1,2}$/.test(text)) return Number(text)
  throw new AppError('INVALID_PARAMETER_VALUE', `${JSON.stringify(text)} is no number of retries`, {
    where: RETRIES,
    fix: 'Use 0 to 99',
  })
}

/** Nothing is sent before something is asked. @throws INVALID_PARAMETER_VALUE */
export function createRemoteStore({ url, where, env, clock, ...options }: RemoteStoreOptions): RemoteStore {
  const { retries = tries(env), ...rest } = options
  const wire = createWire(serverAddress(url, env, where), { ...rest, retries })
  const api = createApi(wire)
  const models = createRemoteModelStore(api)
  return {
    runs: createRemoteRunStore(api, clock),
    loggedModels: createRemoteLoggedModelStore(api),
    models,
    ledger: createRemoteChampionLedger(api, createTaggedChampionLedger(models, clock)),
    blobs: createRemoteBlobStore(wire),
    isOurs: api.isOurs,
    close: wire.close,
  }
}
