import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../core/index.ts'

export interface StoreLocationOptions {
  /** `--store`: a folder. */
  readonly store?: string | undefined
  /** `--local`: the embedded store beside the config, whatever the config and the environment say. */
  readonly local?: boolean | undefined
  /** `mlflow.tracking_uri` of the config, and where it stands. */
  readonly trackingUri?: { readonly value: string; readonly where: string } | undefined
  /** MODELWRIGHT_STORE and MLFLOW_TRACKING_URI are read. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute folder of the config, or the current one. */
  readonly root: string
}

/** Absolute folder of the embedded store. The nearest wish wins: --store, --local, MODELWRIGHT_STORE, MLFLOW_TRACKING_URI, the config, `.modelwright`. @throws TRACKING_REMOTE_UNSUPPORTED */
export function storeLocation({ store, local, trackingUri, env, root }: StoreLocationOptions): string {
  const embedded = join(root, '.modelwright')
  if (store !== undefined) return toFolder(store, '--store', root)
  if (local) return embedded
  const fromEnv = (name: string) => (env[name] ? { value: env[name], where: name } : undefined)
  const wish = fromEnv('MODELWRIGHT_STORE') ?? fromEnv('MLFLOW_TRACKING_URI') ?? trackingUri
  return wish ? toFolder(wish.value, wish.where, root) : embedded
}

function toFolder(uri: string, where: string, root: string): string {
  if (uri.startsWith('file:')) return fileURLToPath(new URL(uri.replace(/^file:(?!\/\/)/, 'file://')))
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri)) {
    throw new AppError(
      'TRACKING_REMOTE_UNSUPPORTED',
      `'${uri}' is a remote tracking server, which modelwright does not speak to yet`,
      {
        where,
        fix: 'Pass --local for the embedded store, or set MLFLOW_TRACKING_URI or MODELWRIGHT_STORE to its folder',
      },
    )
  }
  return isAbsolute(uri) ? uri : resolve(root, uri)
}
