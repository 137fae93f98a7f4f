import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../core/index.ts'

export interface StoreLocationOptions {
  /** `--store`: a folder, or a URL. */
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

export type StoreLocation =
  /** The embedded store, in an absolute folder. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** A database. The URL may hold a password: show `maskedUrl` of it. `where`: what named it. */
  | { readonly kind: 'postgres'; readonly url: string; readonly where: string }
  /** Another's tracking server. */
  | { readonly kind: 'remote'; readonly url: string; readonly where: string }

/** The nearest wish wins: --store, --local, MODELWRIGHT_STORE, MLFLOW_TRACKING_URI, the config, `.modelwright`. @throws TRACKING_REMOTE_UNSUPPORTED */
export function storeLocation({ store, local, trackingUri, env, root }: StoreLocationOptions): StoreLocation {
  const embedded = { kind: 'folder', folder: join(root, '.modelwright') } as const
  if (store !== undefined) return toLocation(store, '--store', root)
  if (local) return embedded
  const fromEnv = (name: string) => (env[name] ? { value: env[name], where: name } : undefined)
  const wish = fromEnv('MODELWRIGHT_STORE') ?? fromEnv('MLFLOW_TRACKING_URI') ?? trackingUri
  return wish ? toLocation(wish.value, wish.where, root) : embedded
}

export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(text)

function toLocation(uri: string, where: string, root: string): StoreLocation {
  if (uri.startsWith('file:')) {
    return { kind: 'folder', folder: fileURLToPath(new URL(uri.replace(/^file:(?!\/\/)/, 'file://'))) }
  }
  if (!isUrl(uri)) return { kind: 'folder', folder: isAbsolute(uri) ? uri : resolve(root, uri) }
  if (/^postgres(ql)?:\/\//i.test(uri)) return { kind: 'postgres', url: uri, where }
  if (/^https?:\/\//i.test(uri)) return { kind: 'remote', url: uri, where }
  throw new AppError('TRACKING_REMOTE_UNSUPPORTED', `'${maskedUrl(uri)}' is no place that modelwright keeps runs in`, {
    where,
    fix: 'Name a folder, a database (postgres://…) or a tracking server (https://…) in MODELWRIGHT_STORE or MLFLOW_TRACKING_URI, or pass --local',
  })
}

/** A URL as it may be shown: its password, and what its query says of one, are ***. */
export function maskedUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (_, scheme: string, user: string) =>
      user.includes(':') ? `${scheme}${user.slice(0, user.indexOf(':'))}:***@` : `${scheme}${user}@`,
    )
    .replace(/([?&][^=&#]*(?:password|token|secret)[^=&#]*=)[^&#]*/gi, '$1***')
}
