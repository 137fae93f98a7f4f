import { resolve } from 'node:path'
import { createLocalBlobStore } from '../adapters/local-blobs/index.ts'
import { createRemoteStore, createServerSource } from '../adapters/mlflow-client/index.ts'
import { openDatabaseSource } from '../adapters/mlflow-files/index.ts'
import type { Clock } from '../core/index.ts'
import { isUrl } from '../track/index.ts'
import type { MlflowSource } from '../workflows/ports/index.ts'

interface SourceOptions {
  readonly artifacts?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** A server by its address, or the file of one. @throws STORE_INVALID, INVALID_PARAMETER_VALUE */
export function mlflowSource(location: string, { artifacts, env, clock }: SourceOptions): MlflowSource {
  if (/^https?:/i.test(location)) {
    return createServerSource(createRemoteStore({ url: location, where: 'the source', env, clock }))
  }
  const path = isUrl(location) ? location.replace(/^sqlite:\/\/\//, '') : location
  return openDatabaseSource({
    path: resolve(path),
    artifacts: artifacts === undefined ? undefined : resolve(artifacts),
    blobsAt: createLocalBlobStore,
  })
}
