// The table a model learns from, with its target, weights and the plan of its features.
import type { Config } from '../config/index.ts'
import { AppError, createRng, type Reporter } from '../core/index.ts'
import {
  column,
  type DataSource,
  type LoadedTable,
  makeTarget,
  type Split,
  selectRows,
  selectTarget,
  type Table,
  type TableReader,
  type Target,
  trainValSplit,
} from '../data/index.ts'
import { type FeaturePlan, planFeatures } from '../features/index.ts'

export interface TrainingSet {
  readonly loaded: LoadedTable
  /** Only the rows that have a target. */
  readonly table: Table
  readonly target: Target
  readonly weights: Float64Array | undefined
  readonly plan: FeaturePlan
  readonly split: Split
}

export interface ReadTrainingDeps {
  readonly reader: TableReader
  readonly reporter: Reporter
}

/** Where the config's rows come from. */
export function trainingSource(config: Config): DataSource {
  const { train_path: path, query } = config.data
  return path === undefined ? { kind: 'sql', query: query! } : { kind: 'path', path }
}

/** Reads a table as the config's `data` section says. @throws what the reader throws */
export function readTable(
  config: Config,
  source: DataSource,
  { reader, reporter }: ReadTrainingDeps,
): Promise<LoadedTable> {
  const { delimiter, null_values: nullValues, max_rows: maxRows } = config.data
  return reader.read(source, {
    seed: config.training.random_state,
    reporter,
    ...(config.features.numeric ? { numeric: config.features.numeric } : {}),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(nullValues === undefined ? {} : { nullValues }),
    ...(maxRows === undefined ? {} : { maxRows }),
  })
}

/** Target, plan and split of a table; the same config and table give the same split every time. @throws DATA_TARGET_INVALID, DATA_COLUMN_MISSING, EXPRESSION_INVALID */
export function prepareTrainingSet(config: Config, loaded: LoadedTable, reporter: Reporter): TrainingSet {
  const { target_column: targetColumn, positive_class: positiveClass, drop_columns: dropped = [] } = config.data
  const { sample_weight: weightColumn, task, random_state: seed, val_size: valSize } = config.training
  const where = (key: string): string => config.where(key)
  const made = makeTarget(loaded.table, targetColumn, {
    where,
    reporter,
    ...(task === undefined ? {} : { task }),
    ...(positiveClass === undefined ? {} : { positiveClass }),
  })
  const table = made.rows.length === loaded.table.rows ? loaded.table : selectRows(loaded.table, made.rows)
  const plan = planFeatures(table, {
    ...config.features,
    target: targetColumn,
    drop: weightColumn === undefined ? dropped : [...dropped, weightColumn],
    where,
    reporter,
  })
  return {
    loaded,
    table,
    target: made.target,
    weights: weightColumn === undefined ? undefined : weightsOf(table, weightColumn, where('training.sample_weight')),
    plan,
    split: trainValSplit(made.target, { valSize, rng: createRng(seed) }),
  }
}

/** Rows of a training set, with their target and weights. */
export interface TrainingRows {
  readonly table: Table
  readonly target: Target
  readonly weights: Float64Array | undefined
}

export function rowsOf(set: TrainingSet, indices: Int32Array): TrainingRows {
  return {
    table: selectRows(set.table, indices),
    target: selectTarget(set.target, indices),
    weights: set.weights && Float64Array.from(indices, (row) => set.weights![row]!),
  }
}

function weightsOf(table: Table, name: string, where: string): Float64Array {
  const source = column(table, name, where)
  const bad = source.kind === 'number' ? source.values.findIndex((value) => !(value >= 0 && value < Infinity)) : 0
  if (source.kind === 'text' || bad >= 0) {
    throw new AppError(
      'DATA_VALUE_INVALID',
      `the weight column '${name}' has a value that is not a number of 0 or more (row ${bad + 1})`,
      {
        where,
        fix: 'Give every row a finite weight of 0 or more',
      },
    )
  }
  return source.values
}
