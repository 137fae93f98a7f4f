import { attribute, equal, everyItem } from '../track/index.ts'
import type { ModelStore, ModelVersion } from './model-store.ts'

/** The versions of a model, newest first; none of a model that does not exist. */
export function versionsOf(models: ModelStore, name: string): Promise<readonly ModelVersion[]> {
  const filter = equal(attribute('name'), name)
  const orderBy = [{ field: attribute('version_number'), ascending: false }]
  return everyItem((page) => models.searchVersions({ filter, orderBy, ...page }))
}
