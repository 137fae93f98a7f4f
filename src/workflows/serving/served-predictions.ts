import { labelsAt } from '../../evaluate/index.ts'
import type { Scores } from '../../score/index.ts'

/** Scores with the labels that serving gives: of two classes, positive from the `threshold` of the probability on. */
export function servedPredictions(scores: Scores, threshold?: number): Scores {
  if (scores.kind === 'values' || threshold === undefined || scores.probability.length !== 2 * scores.rows)
    return scores
  return { ...scores, label: labelsAt(scores.probability, threshold) }
}
