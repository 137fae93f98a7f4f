// Bagged trees as in scikit-learn's RandomForestClassifier and RandomForestRegressor, on binned features.
import { createRng } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { fitClassForest } from './class-forest.ts'
import type { Estimator } from './estimator.ts'
import type { ForestParameters } from './forest-job.ts'
import {
  choice,
  classWeight,
  featureCount,
  ignored,
  orNull,
  type ParameterSpecs,
  RANDOM_STATE,
  real,
  resolveParameters,
  truth,
  unsupported,
  whole,
  wholeOrShare,
} from './parameters.ts'
import { trainingRows } from './training-rows.ts'
import { binMatrix } from './trees/binned-matrix.ts'
import { fitValueForest } from './value-forest.ts'

function specs(task: Task): ParameterSpecs {
  const regression = task === 'regression'
  return {
    n_estimators: whole(100, 1),
    criterion: regression ? choice('squared_error', 'squared_error') : choice('gini', 'gini', 'entropy', 'log_loss'),
    max_depth: orNull(whole(1, 1)),
    min_samples_split: wholeOrShare(2, 2),
    min_samples_leaf: wholeOrShare(1, 1),
    min_weight_fraction_leaf: unsupported(0),
    max_features: featureCount(regression ? 1 : 'sqrt'),
    max_leaf_nodes: unsupported(null),
    min_impurity_decrease: real(0, 0, Infinity),
    bootstrap: truth(true),
    oob_score: unsupported(false),
    n_jobs: ignored(null),
    random_state: RANDOM_STATE,
    verbose: ignored(0),
    warm_start: unsupported(false),
    ...(regression ? {} : { class_weight: classWeight('balanced', 'balanced_subsample') }),
    ccp_alpha: unsupported(0),
    max_samples: orNull(wholeOrShare(1, 1)),
    monotonic_cst: unsupported(null),
  }
}

const SPECS = { binary: specs('binary'), multiclass: specs('multiclass'), regression: specs('regression') }

export const randomForest: Estimator = {
  name: 'random_forest',
  tasks: ['binary', 'multiclass', 'regression'],
  precision: 'float32',
  scaleByDefault: false,
  resolve: (given, task) => resolveParameters('random_forest', SPECS[task], given),
  fit(x, target, parameters, options) {
    const p = this.resolve(parameters, target.task) as unknown as ForestParameters
    const rows = trainingRows(x, target, options.sampleWeight)
    const binned = binMatrix(rows.x)
    const rng = p.random_state === null ? options.rng : createRng(p.random_state)
    const job = { binned, weight: rows.weight, parameters: p, rng, onProgress: options.onProgress }
    return rows.target.task === 'regression' ? fitValueForest(rows.target, job) : fitClassForest(rows.target, job)
  },
}
