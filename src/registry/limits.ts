import { AppError, validateKey, validateModelName, validateRelativePath } from '../core/index.ts'
import type { Registration } from './champion-ledger.ts'
import type { NewModelVersion } from './model-store.ts'

const TAG_VALUE = 100_000
const SOURCE = 2000

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

/** @throws INVALID_PARAMETER_VALUE */
export function checkNewVersion(version: NewModelVersion): NewModelVersion {
  checkRegistryTags(version.tags ?? {})
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (version.source !== '' && version.source.length <= SOURCE && !/[\u0000-\u001f]/.test(version.source))
    return version
  throw new AppError('INVALID_PARAMETER_VALUE', `invalid source ${JSON.stringify(version.source.slice(0, 80))}`, {
    where: 'source',
    fix: `Give a URI or a path of 1 to ${SOURCE} characters`,
  })
}

/** @throws NAME_INVALID, INVALID_PARAMETER_VALUE */
export function checkRegistration(version: Registration): Registration {
  validateModelName(version.name)
  validateRelativePath(version.source, 'source')
  checkNewVersion(version)
  if (version.digest !== '') return version
  throw new AppError('INVALID_PARAMETER_VALUE', 'a model version needs the digest of its folder', { where: 'digest' })
}
