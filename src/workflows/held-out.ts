// Which rows a model never learned from.
import type { Config, ConfigValues } from '../config/index.ts'
import type { LoadedTable } from '../data/index.ts'
import type { StoredTrainingConfig } from './stored-model.ts'

/** What decides which rows a split holds out, beside the bytes of the data. */
function splitKey({ data, training = {} }: Pick<ConfigValues, 'data' | 'training'>): string {
  const { target_column: target, positive_class: positive, max_rows: rows, null_values: nulls, delimiter } = data
  return JSON.stringify([
    target,
    positive,
    rows,
    nulls,
    delimiter,
    training.task,
    training.val_size,
    training.random_state,
  ])
}

/** The config with the split of a model's training, if it learned from these very data: what was held out stays so. */
export function withSplitOf(trained: StoredTrainingConfig | undefined, config: Config, loaded: LoadedTable): Config {
  const { val_size: size, random_state: seed } = trained?.config.training ?? {}
  if (trained?.data.sha256 !== loaded.sha256 || size === undefined || seed === undefined) return config
  return { ...config, training: { ...config.training, val_size: size, random_state: seed } }
}

/** Whether a model may have learned from rows that the config's split of the data holds out; true where nobody knows. */
export function mayKnowHeldOut(
  trained: StoredTrainingConfig | undefined,
  config: Config,
  loaded: LoadedTable,
): boolean {
  return trained?.data.sha256 !== loaded.sha256 || splitKey(trained.config) !== splitKey(config)
}
