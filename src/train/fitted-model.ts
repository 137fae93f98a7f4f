// Fitted estimators as plain data: what predicts here, and what the ONNX writer compiles.
import type { Pace } from '../core/index.ts'
import type { FeatureMatrix } from '../features/index.ts'
import { linearScores } from './linear/linear-model.ts'
import { treeScores } from './trees/tree-ensemble.ts'

/** How a kind of model scores, before the link: an array an output. One line a kind. */
const SCORES = { trees: treeScores, linear: linearScores }

type Kind = keyof typeof SCORES

/** The kinds of fitted models, by the name that their `kind` has. */
export type FittedModels = { readonly [K in Kind]: Parameters<(typeof SCORES)[K]>[0] & { readonly kind: K } }
export type FittedModel<K extends Kind = Kind> = { readonly [P in K]: FittedModels[P] }[K]

type Scores = {
  readonly [K in Kind]: (model: FittedModels[K], x: FeatureMatrix, pace: Pace) => Promise<Float64Array[]>
}

export function scoresOf<K extends Kind>(model: FittedModel<K>, x: FeatureMatrix, pace: Pace): Promise<Float64Array[]> {
  const scores: Scores = SCORES
  return scores[model.kind](model, x, pace)
}
