// A model's recipe fitted again, on rows that another model was fitted on.

import { stringify } from 'yaml'
import { type Config, parseConfig } from '../../config/index.ts'
import { AppError, SILENT } from '../../core/index.ts'
import type { Predictions } from '../../evaluate/index.ts'
import { scoreTable, withScorer } from '../../score/index.ts'
import { estimatorNames } from '../../train/index.ts'
import { fitPipeline, type JudgedSet, makeRecipe, prepareRows, rowsOf } from '../fitting/index.ts'
import type { StoredTrainingConfig } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { servedPredictions } from '../serving/index.ts'

export interface RefitRows {
  readonly config: Config
  readonly set: JudgedSet
  readonly fitted: Int32Array
  readonly held: Int32Array
}

/** What the recipe, fitted on `fitted`, says of `held`. @throws AppError where these data do not fit the recipe */
export async function fitRecipe(
  { reporter, pace }: Pick<ProjectDeps, 'reporter' | 'pace'>,
  trained: StoredTrainingConfig,
  { config, set, fitted, held }: RefitRows,
): Promise<Predictions> {
  const recipeConfig = configOf(trained, config)
  const rows = await prepareRows(recipeConfig, set.loaded, { reporter: SILENT, pace })
  const recipe = makeRecipe(recipeConfig, rows.target, set.identity)
  const quiet = { ...SILENT, progress: reporter.progress.bind(reporter) }
  const { graph } = await fitPipeline({ reporter: quiet, pace }, recipe, {
    plan: rows.plan,
    rows: rowsOf(rows, fitted),
  })
  const scores = await withScorer(graph, {}, (scorer) => scoreTable(scorer, rowsOf(rows, held).table, { pace }))
  return servedPredictions(scores, config.serving?.threshold)
}

/** The model's own config, on the data at hand: neither folds nor a gate of its own. */
function configOf({ config: { gate: _gate, data, training, ...values } }: StoredTrainingConfig, here: Config): Config {
  const { cv: _cv, ...rest } = training ?? {}
  if (data.target_column !== here.data.target_column) {
    throw new AppError('DATA_TARGET_INVALID', `it predicts '${data.target_column}', not '${here.data.target_column}'`)
  }
  const { train_path: _path, test_path: _test, query: _query, ...how } = data
  const text = stringify({ ...values, training: rest, data: { ...how, train_path: 'data' } })
  return parseConfig(text, { file: 'the stored config', root: here.root, models: estimatorNames })
}
