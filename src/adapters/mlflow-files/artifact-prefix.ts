import { isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../core/index.ts'

/** Below the folder where artifacts may lie; undefined for a store elsewhere. @throws NAME_INVALID */
export function artifactPrefix(uri: string, root: string): string | undefined {
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/i.exec(uri)?.[1]
  const local = uri.startsWith('file:') ? fileURLToPath(uri) : uri
  if (proxied === undefined && /^[a-z][a-z0-9+.-]+:/i.test(local)) return undefined
  const below = relative(root, resolve(root, proxied ?? local))
  if (below !== '' && !below.startsWith('..') && !isAbsolute(below)) return below.split(sep).join('/')
  throw new AppError('NAME_INVALID', `the artifacts at ${JSON.stringify(uri)} are outside of ${root}`, {
    fix: 'Name the folder that holds them with --artifacts',
  })
}
