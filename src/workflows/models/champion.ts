import { isAppError } from '../../core/index.ts'
import { CHAMPION, type ModelVersion } from '../../registry/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

/** The version that serves now, or undefined. */
export async function championOf(
  { models }: Pick<ProjectDeps, 'models'>,
  name: string,
): Promise<ModelVersion | undefined> {
  try {
    return await models.getVersionByAlias(name, CHAMPION)
  } catch (error) {
    if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE')) return undefined
    throw error
  }
}
