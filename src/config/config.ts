import type { ConfigValues } from './schema.ts'

type Defaulted<T, K extends keyof T> = T & Required<Pick<T, K>>

/** A config with its defaults filled in; data paths are absolute. */
export interface Config extends ConfigValues {
  readonly mlflow: Defaulted<NonNullable<ConfigValues['mlflow']>, 'experiment_name' | 'model_name'>
  readonly features: NonNullable<ConfigValues['features']>
  readonly training: Defaulted<NonNullable<ConfigValues['training']>, 'val_size' | 'random_state'>
  readonly model: Readonly<Record<string, unknown>> & {
    readonly type: NonNullable<NonNullable<ConfigValues['model']>['type']>
  }
  readonly monitoring: NonNullable<ConfigValues['monitoring']>
  readonly retrain: NonNullable<ConfigValues['retrain']>
  /** The file's name, for messages. */
  readonly file: string
  /** Absolute folder of the file. */
  readonly root: string
  /** Where a key stands in the file: `config.yaml:12 features.numeric[2]`. */
  where(key: string): string
}
