// features → train → onnx → score: from rows to a graph that is ready to answer.
import type { Config } from '../config/index.ts'
import { createRng, type Reporter } from '../core/index.ts'
import { type FeaturePlan, type FittedFeatures, fitFeatures, transformFeatures } from '../features/index.ts'
import { writeOnnx } from '../onnx/index.ts'
import { createScorer, type Scorer } from '../score/index.ts'
import { estimatorNamed, type FittedModel, type Parameters } from '../train/index.ts'
import type { TrainingRows } from './training-set.ts'

export interface FittedPipeline {
  readonly features: FittedFeatures
  readonly model: FittedModel
  readonly parameters: Parameters
  readonly graph: Uint8Array
  readonly scorer: Scorer
}

/** Splits the config's `model` section into the estimator and its parameters. */
function estimatorOf(config: Config) {
  const { type, ...given } = config.model
  return { estimator: estimatorNamed(type), given }
}

/** Fits the pipeline on rows and compiles it: what is evaluated afterwards is the graph that will serve. @throws PARAMETER_INVALID, FEATURE_INVALID, DATA_TARGET_INVALID */
export async function fitPipeline(
  config: Config,
  plan: FeaturePlan,
  rows: TrainingRows,
  reporter: Reporter,
): Promise<FittedPipeline> {
  const { estimator, given } = estimatorOf(config)
  const parameters = estimator.resolve(given, rows.target.task)
  const { precision, scaleByDefault } = estimator
  const features = fitFeatures(rows.table, plan, { precision, scaleByDefault, reporter })
  const seed = typeof given['random_state'] === 'number' ? given['random_state'] : config.training.random_state
  const model = estimator.fit(transformFeatures(features, rows.table), rows.target, parameters, {
    rng: createRng(seed),
    ...(rows.weights ? { sampleWeight: rows.weights } : {}),
    onProgress: (done, total) => reporter.progress('fit', done, total),
  })
  const graph = writeOnnx({ features, model })
  return { features, model, parameters, graph, scorer: await createScorer(graph) }
}
