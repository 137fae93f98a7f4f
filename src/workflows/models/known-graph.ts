// A model is one version: registered again it would come without what is known of it, its refusals and its training rows.

import { AppError, isAppError } from '../../core/index.ts'
import { versionsOf } from '../../registry/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { openVersion, type VersionDeps } from './stored-model.ts'

/** @throws RESOURCE_ALREADY_EXISTS where a version of the model has this very graph */
export async function refuseKnownGraph(
  deps: VersionDeps & Pick<ProjectDeps, 'models'>,
  name: string,
  graph: Uint8Array,
): Promise<void> {
  for (const version of await versionsOf(deps.models, name)) {
    const stored = await openVersion(deps, version).catch((error: unknown) => {
      if (isAppError(error)) return undefined // a damaged version is no copy of a sound one
      throw error
    })
    if (stored === undefined || Buffer.compare(stored.folder.graph, graph) !== 0) continue
    throw new AppError('RESOURCE_ALREADY_EXISTS', `version ${version.version} of ${name} is this very model`, {
      fix: `Judge that one: modelwright gate ${name} ${version.version}`,
    })
  }
}
