import { AppError, spoofIn, validateModelName, visibleText } from '../core/index.ts'
import type { Config } from './config.ts'
import { checkResponseNames } from './response-names.ts'
import type { ConfigValues } from './schema.ts'
import type { KeyPath } from './source-map.ts'

/** A name after a file, or after its folder where a glob leaves nothing of it: `data/churn.csv.gz` → churn, `parts/*.csv` → parts. */
function nameOf(path: string): string {
  const names = path.split(/[/\\]/).map((part) =>
    part
      .replace(/\.[^]*$/, '')
      .replaceAll(/[^\w-]+/g, '-')
      .replaceAll(/^-+|-+$/g, ''),
  )
  return names.findLast((name) => name !== '') ?? 'model'
}

/** Fills in what the user left out. @throws CONFIG_INVALID */
export function applyDefaults(
  values: ConfigValues,
  { file, models }: { readonly file: string; readonly models: readonly string[] },
  where: (path: KeyPath) => string,
): Omit<Config, 'file' | 'root' | 'where'> {
  const { data } = values
  if ((data.train_path === undefined) === (data.query === undefined)) {
    throw new AppError('CONFIG_INVALID', 'the data need one of train_path and query', {
      where: where(['data']),
      fix: 'Write train_path: data/train.csv',
    })
  }
  checkResponseNames(values.serving, where)
  const experiment = values.mlflow?.experiment_name ?? nameOf(data.train_path ?? file)
  const modelName = values.mlflow?.model_name ?? experiment
  try {
    validateModelName(modelName)
  } catch (error) {
    throw new AppError('CONFIG_INVALID', (error as Error).message, { where: where(['mlflow', 'model_name']) })
  }
  const spoof = spoofIn(experiment)
  if (spoof !== undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      `invalid experiment name ${visibleText(JSON.stringify(experiment))}: ${spoof}`,
      {
        where: where(['mlflow', 'experiment_name']),
        fix: 'Use letters of one script and no hidden character',
      },
    )
  }
  return {
    ...values,
    mlflow: { ...values.mlflow, experiment_name: experiment, model_name: modelName },
    features: values.features ?? {},
    training: {
      ...values.training,
      val_size: values.training?.val_size ?? 0.2,
      random_state: values.training?.random_state ?? 42,
    },
    model: { ...values.model, type: values.model?.type ?? models[0]! },
    monitoring: values.monitoring ?? {},
    retrain: values.retrain ?? {},
  }
}
