import type { Config } from '../config/index.ts'
import { createRng, type Reporter, SILENT } from '../core/index.ts'
import { kFold } from '../data/index.ts'
import { type MetricMap, summariseFolds } from '../evaluate/index.ts'
import { evaluateRows } from './evaluation.ts'
import { fitPipeline } from './fit-pipeline.ts'
import { rowsOf, type TrainingSet } from './training-set.ts'

/** Fits on each k-1 folds and measures on the one left out: `cv_<metric>_mean`, `cv_<metric>_std`. */
export async function crossValidate(
  config: Config,
  set: TrainingSet,
  folds: number,
  reporter: Reporter,
): Promise<MetricMap> {
  const quiet: Reporter = { ...SILENT }
  const results: MetricMap[] = []
  const splits = kFold(set.target, folds, createRng(config.training.random_state).fork(1))
  for (const { train, val } of splits) {
    reporter.progress('cross-validate', results.length, folds)
    const { scorer } = await fitPipeline(config, set.plan, rowsOf(set, train), quiet)
    try {
      results.push((await evaluateRows(scorer, rowsOf(set, val), config.serving.threshold)).metrics)
    } finally {
      await scorer.close()
    }
  }
  reporter.progress('cross-validate', folds, folds)
  return summariseFolds(results)
}
