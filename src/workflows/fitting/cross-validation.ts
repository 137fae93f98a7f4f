import { SILENT } from '../../core/index.ts'
import { type FoldSummary, type MetricMap, summariseFolds } from '../../evaluate/index.ts'
import { withScorer } from '../../score/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { evaluateHeldOut } from './evaluation.ts'
import { fitPipeline } from './fit-pipeline.ts'
import type { Recipe } from './recipe.ts'
import { rowsOf, type TrainingSet } from './training-set.ts'

/** Fits on each k-1 folds and measures on the one left out. */
export async function crossValidate(
  recipe: Recipe,
  set: TrainingSet,
  { reporter, pace }: Pick<ProjectDeps, 'reporter' | 'pace'>,
): Promise<FoldSummary> {
  const results: MetricMap[] = []
  const { config, folds } = recipe
  for (const { train, val } of folds) {
    reporter.progress('cross-validate', results.length, folds.length)
    const { graph } = await fitPipeline({ reporter: SILENT, pace }, recipe, {
      plan: set.plan,
      rows: rowsOf(set, train),
    })
    const evaluation = await withScorer(graph, {}, (scorer) => evaluateHeldOut(config, scorer, rowsOf(set, val), pace))
    results.push(evaluation.metrics)
  }
  reporter.progress('cross-validate', folds.length, folds.length)
  return summariseFolds(results)
}
