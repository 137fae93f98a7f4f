// From the text of a config file to a validated Config.
import { readYaml } from '../core/index.ts'
import type { Config } from './config.ts'
import { type ConfigSource, configFromValues } from './config-values.ts'
import { createLocator } from './source-map.ts'

/** @throws CONFIG_SYNTAX, CONFIG_INVALID, CONFIG_PATH_OUTSIDE */
export function parseConfig(text: string, source: Omit<ConfigSource, 'where'>): Config {
  const { document, lines, value } = readYaml(text, { file: source.file, code: 'CONFIG_SYNTAX' })
  const where = createLocator(source.file, document, lines)
  return configFromValues(value, { ...source, where })
}
