import { AppError, validateKey, validateModelName, validateRelativePath } from '../core/index.ts'
import type { NewModelVersion } from './model-store.ts'

const TAG_VALUE = 100_000

/** Tags of models and versions. Returns them unchanged. @throws INVALID_PARAMETER_VALUE */
export function checkRegistryTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(tags)) {
    validateKey(key, 'tag')
    if (value.length > TAG_VALUE) {
      throw new AppError('INVALID_PARAMETER_VALUE', `the value of tag ${key} has ${value.length} characters`, {
        fix: `Use at most ${TAG_VALUE}, and an artifact for what is longer`,
      })
    }
  }
  return tags
}

/** @throws NAME_INVALID, INVALID_PARAMETER_VALUE */
export function checkNewVersion(version: NewModelVersion): NewModelVersion {
  validateModelName(version.name)
  validateRelativePath(version.source, 'source')
  checkRegistryTags(version.tags ?? {})
  if (version.digest !== '') return version
  throw new AppError('INVALID_PARAMETER_VALUE', 'a model version needs the digest of its folder', { where: 'digest' })
}
