import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type Config, type ConfigValues, configFromValues, parseConfig } from '../config/index.ts'
import { AppError } from '../core/index.ts'
import { estimatorNames } from '../train/index.ts'

const CONFIG_NAMES = ['modelwright.yaml', 'modelwright.yml', 'config.yaml', 'config.yml']

/** The config that is named or given, or the one of the folder, if there is any. @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export function readConfig(named: string | ConfigValues | undefined, cwd: string): Config | undefined {
  if (named !== undefined && typeof named !== 'string') {
    return configFromValues(named, { file: 'the config object', root: cwd, models: estimatorNames })
  }
  const path = named === undefined ? CONFIG_NAMES.map((name) => join(cwd, name)).find(existsSync) : resolve(cwd, named)
  if (path === undefined) return undefined
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError(
      'CONFIG_NOT_FOUND',
      `cannot read the config '${named ?? path}' (${(cause as NodeJS.ErrnoException).code})`,
      {
        fix: 'Check the path after --config',
        cause,
      },
    )
  }
  return parseConfig(text, { file: basename(path), root: dirname(path), models: estimatorNames })
}
