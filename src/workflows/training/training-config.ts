import { type Config, configFromValues } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import { estimatorNames } from '../../train/index.ts'

/** What the command line says over the config. */
export interface ConfigOverrides {
  /** Absolute path of the table: the user's explicit word, so it may be anywhere. */
  readonly data?: string | undefined
  readonly target?: string | undefined
}

/** The config with the overrides; made of the overrides alone where there is no file. An error about a value names the option that gave it. @throws CONFIG_NOT_FOUND, CONFIG_INVALID */
export function withOverrides(config: Config | undefined, { data, target }: ConfigOverrides, root: string): Config {
  const options = new Map<string, string>()
  if (data !== undefined) options.set('data.train_path', '--data')
  if (target !== undefined) options.set('data.target_column', '--target')
  if (config === undefined) {
    if (data === undefined || target === undefined) {
      throw new AppError('CONFIG_NOT_FOUND', 'no config file in this folder', {
        fix: 'Name one with --config, or say what to learn with --data <file> --target <column>',
      })
    }
    const file = 'the command line'
    return configFromValues(
      { data: { train_path: data, target_column: target } },
      {
        file,
        root,
        models: estimatorNames,
        where: (path) => options.get(path.join('.')) ?? [file, path.join('.')].filter(Boolean).join(' '),
      },
    )
  }
  const { train_path: path, query, ...rest } = config.data
  return {
    ...config,
    data: {
      ...rest,
      ...(data !== undefined ? { train_path: data } : query === undefined ? { train_path: path! } : { query }),
      ...(target === undefined ? {} : { target_column: target }),
    },
    where: (key) => options.get(key) ?? config.where(key),
  }
}

/** @throws CONFIG_NOT_FOUND */
export function needConfig(config: Config | undefined): Config {
  if (config !== undefined) return config
  throw new AppError('CONFIG_NOT_FOUND', 'no config file in this folder', {
    fix: 'Name one with --config, or write modelwright.yaml',
  })
}
