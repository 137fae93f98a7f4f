import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLocalBlobStore } from '../adapters/local-blobs/index.ts'
import { createRemoteStore, createServerSource } from '../adapters/mlflow-client/index.ts'
import { openDatabaseSource, openMlrunsSource } from '../adapters/mlflow-files/index.ts'
import type { Clock } from '../core/index.ts'
import type { MlflowSource } from '../workflows/ports/index.ts'

interface SourceOptions {
  readonly artifacts?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
}

/** A server by its address, the file of one, or an mlruns folder. @throws STORE_INVALID, INVALID_PARAMETER_VALUE */
export function mlflowSource(location: string, { artifacts, env, clock }: SourceOptions): MlflowSource {
  if (/^https?:/i.test(location)) {
    return createServerSource(createRemoteStore({ url: location, where: 'the source', env, clock }))
  }
  const path = resolve(
    location.startsWith('file://') ? fileURLToPath(location) : location.replace(/^sqlite:\/\/\//, ''),
  )
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    return openMlrunsSource({ folder: path, blobsAt: createLocalBlobStore })
  }
  return openDatabaseSource({
    path,
    artifacts: artifacts === undefined ? undefined : resolve(artifacts),
    blobsAt: createLocalBlobStore,
  })
}
