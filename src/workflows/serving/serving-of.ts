import type { ServingConfig } from '../../config/index.ts'
import type { Reporter } from '../../core/index.ts'
import { type StoredModel, trainingConfigOf } from '../models/index.ts'

/**
 * How a version serves: as it was trained and judged, but for the keys that the config at hand names itself. A threshold
 * that is not the judged one is somebody's choice, so it is said.
 */
export function servingOf(stored: StoredModel, config: ServingConfig | undefined, reporter?: Reporter): ServingConfig {
  const trained = trainingConfigOf(stored)?.config
  const own = trained?.serving ?? {}
  const threshold = config?.threshold
  if (trained !== undefined && threshold !== undefined && threshold !== own.threshold) {
    const version = stored.version === undefined ? stored.name : `version ${stored.version.version}`
    reporter?.warn(
      `${version} was judged with the threshold ${own.threshold ?? 'of the model itself (0.5)'} and answers with the config's ${threshold}`,
    )
  }
  return { ...own, ...config }
}
