// The table a model learns from, with its target, weights and the plan of its features.
import type { Config } from '../../config/index.ts'
import { AppError, type Reporter } from '../../core/index.ts'
import {
  column,
  type DataSource,
  identifyRows,
  type LoadedTable,
  makeTarget,
  type ReadOptions,
  type RowIdentity,
  type Split,
  selectRows,
  selectTarget,
  type Table,
  type Target,
  targetLike,
  trainValSplit,
} from '../../data/index.ts'
import { type FeaturePlan, planFeatures } from '../../features/index.ts'
import { readingOptions } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { located } from './recipe.ts'

export interface TrainingSet {
  readonly loaded: LoadedTable
  /** Only the rows that have a target. */
  readonly table: Table
  readonly target: Target
  readonly weights: Float64Array | undefined
  readonly plan: FeaturePlan
  readonly identity: RowIdentity
  readonly split: Split
}

/** What a judgement needs of it: nothing is fitted on these rows. */
export type JudgedSet = Omit<TrainingSet, 'plan' | 'split'>

/** To read a table as a config says. */
export type ReadingDeps = Pick<ProjectDeps, 'reader' | 'reporter' | 'pace'>

/** Where the config's rows come from. */
export function trainingSource(config: Config): DataSource {
  const { train_path: path, query, query_folders: more = [] } = config.data
  return path === undefined ? { kind: 'sql', query: query!, folders: [config.root, ...more] } : { kind: 'path', path }
}

/** Reads a table as the config's `data` section says. @throws what the reader throws */
export function readTable(
  config: Config,
  source: DataSource,
  { reader, reporter, pace }: ReadingDeps,
  options: ReadOptions = { numeric: declaredNumeric(config) },
): Promise<LoadedTable> {
  const { max_rows: maxRows } = config.data
  return reader.read(source, {
    seed: config.training.random_state,
    reporter,
    signal: pace.signal,
    ...readingOptions(config.data),
    ...options,
    maxRows,
  })
}

/** Columns that the config says are numbers. */
export function declaredNumeric({ data, features, training }: Config): readonly string[] {
  const { sample_weight: weight, task } = training
  return [
    ...(features.numeric ?? []),
    ...(weight === undefined ? [] : [weight]),
    ...(task === 'regression' ? [data.target_column] : []),
  ]
}

/** A table with what is learned from it, before any of its rows is held out. */
export type PreparedRows = Omit<TrainingSet, 'identity' | 'split'>

export type PreparationDeps = Pick<ProjectDeps, 'reporter' | 'pace'>

/** @throws DATA_TARGET_INVALID, DATA_COLUMN_MISSING, EXPRESSION_INVALID */
export async function prepareRows(
  config: Config,
  loaded: LoadedTable,
  { reporter, pace }: PreparationDeps,
): Promise<PreparedRows> {
  const { target_column: targetColumn, positive_class: positiveClass, drop_columns: dropped = [] } = config.data
  const { sample_weight: weightColumn, task } = config.training
  const where = (key: string): string => config.where(key)
  const made = makeTarget(loaded.table, targetColumn, {
    where,
    reporter,
    task,
    positiveClass,
  })
  await pace.rest()
  const table = made.rows.length === loaded.table.rows ? loaded.table : selectRows(loaded.table, made.rows)
  await pace.rest()
  const plan = planFeatures(table, {
    ...config.features,
    target: targetColumn,
    drop: weightColumn === undefined ? dropped : [...dropped, weightColumn],
    where,
    reporter,
  })
  return { loaded, table, target: made.target, weights: weightsOf(table, config), plan }
}

/** Target, plan and split of a table; the same config and table give the same split every time. @throws DATA_TARGET_INVALID, DATA_COLUMN_MISSING, EXPRESSION_INVALID */
export async function prepareTrainingSet(
  config: Config,
  loaded: LoadedTable,
  deps: PreparationDeps,
): Promise<TrainingSet> {
  const { reporter, pace } = deps
  const { random_state: seed, val_size: valSize } = config.training
  const rows = await prepareRows(config, loaded, deps)
  const { table, target, plan } = rows
  await pace.rest()
  const identity = identifyRows(
    table,
    target,
    plan.inputs.map(({ name }) => name),
  )
  await pace.rest()
  const { divided, ...split } = located(config, () => trainValSplit(target, identity, { valSize, seed }))
  if (divided > 0) {
    reporter.warn(
      `${divided} of ${table.rows} rows share their inputs with so many others that equal rows cannot stay together: ` +
        'they are divided between training and validation',
    )
  }
  return { ...rows, identity, split }
}

/** Another table of the same columns, for the same question. @throws DATA_COLUMN_MISSING, DATA_TARGET_INVALID */
export function testRows(
  config: Config,
  { target }: Pick<TrainingSet, 'target'>,
  loaded: Table,
  reporter: Reporter,
): TrainingRows {
  const where = (key: string): string => config.where(key)
  const made = targetLike(target, loaded, { where, reporter })
  const table = selectRows(loaded, made.rows)
  return { table, target: made.target, weights: weightsOf(table, config) }
}

/** Rows of a training set, with their target and weights. */
export interface TrainingRows {
  readonly table: Table
  readonly target: Target
  readonly weights: Float64Array | undefined
}

export function rowsOf(set: TrainingRows, indices: Int32Array): TrainingRows {
  return {
    table: selectRows(set.table, indices),
    target: selectTarget(set.target, indices),
    weights: set.weights && Float64Array.from(indices, (row) => set.weights![row]!),
  }
}

function weightsOf(table: Table, config: Config): Float64Array | undefined {
  const { sample_weight: name } = config.training
  if (name === undefined) return undefined
  const where = config.where('training.sample_weight')
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
