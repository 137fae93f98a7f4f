// features → train → compile: from rows to a graph.

import { writeOnnx } from '../../compile/index.ts'
import { createRng, type Pace, type Reporter } from '../../core/index.ts'
import { type FeaturePlan, type FittedFeatures, fitFeatures, transformFeatures } from '../../features/index.ts'
import type { FittedModel, Parameters } from '../../train/index.ts'
import { locatedAsync, type Recipe } from './recipe.ts'
import type { TrainingRows } from './training-set.ts'

export interface FittedPipeline {
  readonly features: FittedFeatures
  readonly model: FittedModel
  readonly parameters: Parameters
  readonly graph: Uint8Array
}

/** Fits the pipeline on rows and compiles it: what is evaluated afterwards is the graph that will serve. @throws PARAMETER_INVALID, FEATURE_INVALID, DATA_TARGET_INVALID, INTERRUPTED */
export async function fitPipeline(
  { reporter, pace }: { readonly reporter: Reporter; readonly pace: Pace },
  { config, estimator, learner, seed }: Recipe,
  { plan, rows }: { readonly plan: FeaturePlan; readonly rows: TrainingRows },
): Promise<FittedPipeline> {
  const { precision, scaleByDefault, takesMissing } = estimator
  const features = await fitFeatures(rows.table, plan, { precision, scaleByDefault, takesMissing, reporter, pace })
  const x = await transformFeatures(features, rows.table, pace)
  const model = await locatedAsync(config, () =>
    learner.fit(x, rows.target, {
      rng: createRng(seed),
      pace,
      sampleWeight: rows.weights,
      onProgress: (done, total) => reporter.progress('fit', done, total),
      warn: (message) => reporter.warn(message),
    }),
  )
  await pace.rest()
  const graph = writeOnnx({ features, model })
  await pace.rest()
  return { features, model, parameters: learner.parameters, graph }
}
