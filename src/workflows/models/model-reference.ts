// How a user names a model: `models:/name/2`, `name/2`, `name@alias`, `name`, or nothing where the config names it.
import { AppError, validateModelName } from '../../core/index.ts'
import { CHAMPION, type ModelVersion, resolveModelUri } from '../../registry/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export interface ModelReference {
  /** A name, `name/2`, `name@alias` or `models:/…`. */
  readonly model: string
  /** A version number; wins over what `model` says. */
  readonly version?: number | undefined
}

/** The version a reference means; of a bare name, the newest. @throws NAME_INVALID, RESOURCE_DOES_NOT_EXIST */
export async function resolveReference(
  deps: Pick<ProjectDeps, 'models'>,
  reference: ModelReference,
): Promise<ModelVersion> {
  const name = modelName(reference.model)
  if (reference.version !== undefined) return deps.models.getVersion(name, reference.version)
  const rest = reference.model.replace(/^models:\//, '')
  return rest === name ? deps.models.getLatestVersion(name) : resolveUri(deps, `models:/${rest}`)
}

/** A URI to follow: a bare name means its champion. */
export function servedUri(model: string): string {
  if (/^(models|runs):/.test(model) || model.includes('/') || model.startsWith('.')) return model
  return `models:/${model.includes('@') ? model : `${model}@${CHAMPION}`}`
}

/** The registered name in a reference. @throws NAME_INVALID */
export function modelName(model: string): string {
  return validateModelName(model.replace(/^models:\//, '').replace(/[/@][^]*$/, ''))
}

async function resolveUri({ models }: Pick<ProjectDeps, 'models'>, uri: string): Promise<ModelVersion> {
  const resolved = await resolveModelUri(models, uri)
  if (resolved.kind === 'registered') return resolved.version
  throw new AppError('NAME_INVALID', `'${uri}' is not a registered model`, { fix: 'Name one as models:/name/1' })
}
