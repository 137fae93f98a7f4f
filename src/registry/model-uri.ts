// Names of models as MLflow writes them, from config files, environments and command lines.
import { AppError, validateModelName, validateRelativePath } from '../core/index.ts'
import type { ModelStore, ModelVersion, Stage } from './model-store.ts'
import { parseStage, validateAlias } from './stages.ts'

export type ModelUri =
  | { readonly kind: 'version'; readonly name: string; readonly version: number }
  | { readonly kind: 'alias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'stage'; readonly name: string; readonly stage: Stage }
  | { readonly kind: 'latest'; readonly name: string }
  /** `path` is relative to the run's artifacts. */
  | { readonly kind: 'run'; readonly runId: string; readonly path: string }
  /** A folder of this machine, as its operator wrote it: never take this kind from a request. */
  | { readonly kind: 'folder'; readonly path: string }

export type ResolvedModel =
  | { readonly kind: 'registered'; readonly version: ModelVersion }
  | Extract<ModelUri, { kind: 'run' | 'folder' }>

function invalid(uri: string, why: string): AppError {
  return new AppError('NAME_INVALID', `invalid model URI ${JSON.stringify(uri.slice(0, 300))}: ${why}`, {
    fix: 'Use models:/name/1, models:/name@champion, models:/name/Production, models:/name/latest, runs:/<run id>/path, or a folder',
  })
}

function parseRegistered(uri: string, rest: string): ModelUri {
  const alias = /^([^/@]+)@([^/@]+)$/.exec(rest)
  if (alias !== null) return { kind: 'alias', name: validateModelName(alias[1]!), alias: validateAlias(alias[2]!) }
  const parts = rest.split('/')
  if (parts.length !== 2 || parts[1] === '') throw invalid(uri, 'it needs a name and a version, stage or alias')
  const name = validateModelName(parts[0]!)
  const which = parts[1]!
  if (/^\d+$/.test(which)) {
    const version = Number(which)
    if (!Number.isSafeInteger(version) || version === 0) throw invalid(uri, 'versions are 1, 2, 3 …')
    return { kind: 'version', name, version }
  }
  if (which.toLowerCase() === 'latest') return { kind: 'latest', name }
  return { kind: 'stage', name, stage: parseStage(which) }
}

/** @throws NAME_INVALID, INVALID_PARAMETER_VALUE */
export function parseModelUri(uri: string): ModelUri {
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(uri) ?? []
  if (scheme === undefined) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    if (uri === '' || uri.length > 4096 || /[\u0000-\u001f#?]|%(2f|5c|2e|00)/i.test(uri)) {
      throw invalid(uri, 'a folder has 1 to 4096 characters, none of them #, ?, control characters or encoded slashes')
    }
    return { kind: 'folder', path: uri }
  }
  // One slash or none of an authority: models:/name, not models://profile@host/name.
  const path = /^\/(?!\/)(.*)$/s.exec(rest!)?.[1]
  if (path === undefined) throw invalid(uri, `after ${scheme}: comes one slash`)
  if (scheme === 'models') return parseRegistered(uri, path)
  if (scheme !== 'runs') throw invalid(uri, `unknown scheme ${scheme}`)
  const [, runId, artifact] = /^([0-9a-f]{32})\/(.+)$/s.exec(path) ?? []
  if (runId === undefined) throw invalid(uri, 'it needs a run id of 32 hex digits and a path')
  return { kind: 'run', runId, path: validateRelativePath(artifact!, 'artifact path') }
}

/** What the URI points at now. @throws NAME_INVALID, INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST */
export async function resolveModelUri(registry: ModelStore, uri: string): Promise<ResolvedModel> {
  const parsed = parseModelUri(uri)
  switch (parsed.kind) {
    case 'version':
      return { kind: 'registered', version: await registry.getVersion(parsed.name, parsed.version) }
    case 'alias':
      return { kind: 'registered', version: await registry.getVersionByAlias(parsed.name, parsed.alias) }
    case 'stage':
      return { kind: 'registered', version: await registry.getLatestVersion(parsed.name, parsed.stage) }
    case 'latest':
      return { kind: 'registered', version: await registry.getLatestVersion(parsed.name) }
    case 'run':
    case 'folder':
      return parsed
  }
}
