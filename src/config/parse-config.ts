// From the text of a config file to a validated Config.
import { readYaml } from '../core/index.ts'
import type { Config } from './config.ts'
import { configFromValues } from './config-values.ts'
import { createLocator } from './source-map.ts'

export interface ParseConfigOptions {
  /** Name of the file for messages. */
  readonly file: string
  /** Absolute folder that relative paths start from and must stay in. */
  readonly root: string
}

/** @throws CONFIG_SYNTAX, CONFIG_INVALID, CONFIG_PATH_OUTSIDE */
export function parseConfig(text: string, { file, root }: ParseConfigOptions): Config {
  const { document, lines, value } = readYaml(text, { file, code: 'CONFIG_SYNTAX' })
  const where = createLocator(file, document, lines)
  return configFromValues(value, { file, root, where })
}
