// Which model is meant where nobody names one: the config's, or the only one that the store has.

import { type Config, configFromValues } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import { CHAMPION, type ModelVersion } from '../../registry/index.ts'
import { everyItem } from '../../track/index.ts'
import { estimatorNames } from '../../train/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { championOf } from './champion.ts'
import { type ModelReference, modelName, resolveReference } from './model-reference.ts'
import { openVersion, readingConfigOf, trainingConfigOf, type VersionDeps } from './stored-model.ts'

/** What to follow, and what a person should be told of the choice. */
export interface DefaultModel {
  readonly name: string
  /** The champion's URI; without a champion that of the newest version. */
  readonly uri: string
  /** `churn version 2, the only model of the store, which has no champion yet`; undefined where the config named it and it has a champion. */
  readonly told: string | undefined
}

/** @param configured the model that the config names, if there is a config @throws RESOURCE_DOES_NOT_EXIST, USAGE where several could be meant */
export async function defaultModel(deps: Pick<ProjectDeps, 'models'>, configured?: string): Promise<DefaultModel> {
  const name = configured ?? (await onlyModel(deps))
  const champion = await championOf(deps, name)
  const { version } = champion ?? (await newestOf(deps, name))
  const why = [
    ...(configured === undefined ? ['the only model of the store'] : []),
    ...(champion === undefined ? [`the newest: ${name} has no champion yet`] : []),
  ]
  return {
    name,
    uri: `models:/${name}${champion === undefined ? `/${version}` : `@${CHAMPION}`}`,
    told: why.length === 0 ? undefined : `${name} version ${version} (${why.join('; ')})`,
  }
}

/** The name alone, of a model that need not have a version. @throws RESOURCE_DOES_NOT_EXIST, USAGE */
export async function onlyModel({ models }: Pick<ProjectDeps, 'models'>): Promise<string> {
  const [first, ...others] = await everyItem((page) => models.searchModels(page))
  if (first === undefined) {
    throw new AppError('RESOURCE_DOES_NOT_EXIST', 'no model is named, and the store has none', {
      fix: 'Train one with --data <file> --target <column>, or name a config with --config or a store with --store',
    })
  }
  if (others.length === 0) return first.name
  const names = [first, ...others].map(({ name }) => name).sort()
  throw new AppError(
    'USAGE',
    `the store has ${names.length} models, and nothing says which is meant: ${names.join(', ')}`,
    {
      fix: `Say --model ${names[0]}, or name a config with --config`,
    },
  )
}

async function newestOf({ models }: Pick<ProjectDeps, 'models'>, name: string): Promise<ModelVersion> {
  return models.getLatestVersion(name)
}

export type TrainedConfigDeps = VersionDeps & Pick<ProjectDeps, 'models'>

export interface TrainedConfigRequest {
  readonly reference: ModelReference
  /** A bare name means its newest version. @default its champion, or the newest where it has none */
  readonly newest?: boolean
  /** It is to judge by, not to train by: that of a registration with a table will do. @default false */
  readonly toJudge?: boolean
  /** Absolute path of a table in place of the one that it was trained on. */
  readonly data?: string | undefined
  /** Absolute folder where its relative paths start. */
  readonly root: string
}

/** The config that a version was trained with, as it is stored with it. @throws CONFIG_NOT_FOUND for a model trained elsewhere, RESOURCE_DOES_NOT_EXIST, ARTIFACT_DIGEST */
export async function trainedConfig(deps: TrainedConfigDeps, request: TrainedConfigRequest): Promise<Config> {
  const { reference, newest = false, toJudge = false, data, root } = request
  const name = modelName(reference.model)
  const isBare = reference.version === undefined && reference.model.replace(/^models:\//, '') === name
  const version =
    (isBare && !newest ? await championOf(deps, name) : undefined) ?? (await resolveReference(deps, reference))
  const model = await openVersion(deps, version)
  const stored = trainingConfigOf(model) ?? (toJudge ? readingConfigOf(model) : undefined)
  if (stored === undefined) {
    throw new AppError(
      'CONFIG_NOT_FOUND',
      `${name} version ${version.version} came without the config of its training`,
      {
        fix: toJudge
          ? 'Name the table to judge by with --data <file> --target <column>, or a config with --config'
          : 'Name one with --config, or write modelwright.yaml',
      },
    )
  }
  const { train_path: path, query, ...rest } = stored.config.data
  const source =
    data === undefined ? { ...(path && { train_path: path }), ...(query && { query }) } : { train_path: data }
  return configFromValues(
    { ...stored.config, data: { ...rest, ...source } },
    { file: `the config stored with ${name} version ${version.version}`, root, models: estimatorNames },
  )
}
