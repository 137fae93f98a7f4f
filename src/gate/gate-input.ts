import type { MetricMap, Predictions, SliceMetric, Truth } from '../evaluate/index.ts'

/** How far the graph's answers are from the fitted pipeline's on real rows. */
export interface ParityResult {
  /** Largest absolute difference of a probability (or value). */
  readonly maxDifference: number
  readonly labelFlips: number
}

export interface GateCandidate {
  /** As the run logged them: `val_auc`, … */
  readonly metrics: MetricMap
  /** On the rows of `GateInput.truth`. */
  readonly scores?: Predictions
  readonly slices?: readonly SliceMetric[]
  readonly modelBytes?: number
  /** `original`: the graph was not compiled from another model, so there is nothing to compare. */
  readonly parity?: ParityResult | 'original'
}

export interface GateChampion {
  readonly version: number | string
  readonly metrics?: MetricMap
  /** On the same rows as the candidate's. */
  readonly scores?: Predictions
}

export interface GateInput {
  readonly candidate: GateCandidate
  /** Absent when the model has no champion yet. */
  readonly champion?: GateChampion
  /** The rows both were scored on; neither may have been trained on them. */
  readonly truth?: Truth
}
