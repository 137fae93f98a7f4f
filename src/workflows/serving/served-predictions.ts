import { decide, type Scores } from '../../score/index.ts'

/** Scores with the labels that serving gives: of two classes, positive from the `threshold` of the probability on. */
export function servedPredictions(scores: Scores, threshold?: number): Scores {
  return scores.kind === 'values' ? scores : { ...scores, label: decide(scores, { threshold }) }
}
