// Bagged trees as in scikit-learn's RandomForestClassifier and RandomForestRegressor, on binned features.
import type { Task } from '../../data/index.ts'
import { choice, classWeight, ignored, orNull, truth, unsupported, whole, wholeOrShare } from '../parameters.ts'
import { treeEstimator, treeSpecs } from '../trees/tree-estimator.ts'
import { fitClassForest } from './class-forest.ts'
import type { ForestJob } from './forest-job.ts'
import { fitValueForest } from './value-forest.ts'

function specs(task: Task) {
  const regression = task === 'regression'
  return {
    n_estimators: whole(100, 1),
    criterion: regression ? choice('squared_error', 'squared_error') : choice('gini', 'gini', 'entropy', 'log_loss'),
    ...treeSpecs(null, regression ? 1 : 'sqrt'),
    bootstrap: truth(true),
    oob_score: unsupported(false),
    n_jobs: ignored(null),
    ...(regression ? {} : { class_weight: classWeight('balanced', 'balanced_subsample') }),
    max_samples: orNull(wholeOrShare(1, 1)),
    monotonic_cst: unsupported(null),
  }
}

export const randomForest = treeEstimator('random_forest', specs, (target, job: ForestJob) =>
  target.task === 'regression' ? fitValueForest(target, job) : fitClassForest(target, job),
)
