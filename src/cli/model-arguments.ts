// `[model] [version]`, or --model and --version: how commands are told which version they are about.
import type { Command } from 'commander'
import { AppError } from '../core/index.ts'
import type { Project } from '../workflows/index.ts'
import type { ModelReference } from '../workflows/models/index.ts'
import { modelNamed } from './default-model.ts'
import type { CommonOptions } from './kit/cli.ts'

export interface ModelOptions extends CommonOptions {
  readonly model?: string
  /** `--version` is commander's own for the program; commands take it as the version of a model. */
  readonly version?: string
}

export function withModelArguments(command: Command): Command {
  return command
    .argument(
      '[model]',
      'registered name, name/2, name@alias or models:/… (default: that of the config, or the only one of the store)',
    )
    .argument('[version]', 'version number (default: the newest)')
    .option('--model <model>', 'the same as the argument')
    .option('--version <n>', 'the same as the argument')
}

/** @throws USAGE */
export async function modelReference(
  project: Project,
  model: string | undefined,
  version: string | undefined,
  options: ModelOptions,
): Promise<ModelReference> {
  const number = version ?? options.version
  if (number !== undefined && !/^[1-9]\d*$/.test(number)) {
    throw new AppError('USAGE', `'${number}' is not a version number`, { fix: 'Use 1, 2, 3 …' })
  }
  return {
    model: model ?? options.model ?? (await modelNamed(project, undefined)),
    version: number === undefined ? undefined : Number(number),
  }
}
