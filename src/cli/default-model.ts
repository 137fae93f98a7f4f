// The model of a command that was not told which: what `--model` says, the config's, or the only one of the store.
import type { Config } from '../config/index.ts'
import type { Project } from '../workflows/index.ts'
import { modelName, servedUri } from '../workflows/models/index.ts'
import type { Cli } from './kit/cli.ts'

type Chooser = Pick<Cli, 'terminal' | 'cwd'>

/** The URI to follow; says on standard error what was chosen where the config did not say it all. */
export async function modelUri({ terminal }: Chooser, { models }: Project, model: string | undefined): Promise<string> {
  if (model !== undefined) return servedUri(model)
  const { uri, told } = await models.default()
  if (told !== undefined) terminal.err(`model: ${told}\n`)
  return uri
}

/** The registered name; of the store's only model where there is no config. */
export async function modelNamed({ models }: Project, model: string | undefined): Promise<string> {
  return modelName(model ?? (await models.defaultName()))
}

export interface ConfigChoice {
  /** As the user gave it. */
  readonly model: string | undefined
  readonly version?: number | undefined
  /** Whether the config was named too: then it is meant for that model. */
  readonly isConfigNamed: boolean
  /** Absolute path of a table in place of the config's. */
  readonly data?: string | undefined
}

/** The config to train or judge a model by: that of the folder, or the one stored with the model where there is none or it is about another. */
export async function configFor({ cwd }: Chooser, project: Project, choice: ConfigChoice): Promise<Config> {
  const { config } = project
  const { model, version, isConfigNamed, data } = choice
  const name = await modelNamed(project, model)
  if (config !== undefined && (isConfigNamed || config.mlflow.model_name === name)) {
    return config.mlflow.model_name === name ? config : { ...config, mlflow: { ...config.mlflow, model_name: name } }
  }
  return project.models.trainedConfig({ reference: { model: model ?? name, version }, data, root: config?.root ?? cwd })
}
