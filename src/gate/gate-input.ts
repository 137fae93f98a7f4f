import type { MetricMap, Predictions, SliceMetric, Truth } from '../evaluate/index.ts'
import type { Contract } from './contract.ts'

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
  readonly contract?: Contract
}

export interface GateChampion {
  readonly version: number | string
  /** On the same rows as the candidate's; absent where it cannot be compared. */
  readonly scores?: Predictions
  /** Why it has no scores. @default 'could not be scored on the same rows' */
  readonly problem?: string
  /** What the comparison rests on. @default the same rows, of which nothing more is known */
  readonly on?: ComparedOn
  /** Absent where its folder cannot be read. */
  readonly contract?: Contract
}

export type ComparedOn =
  /** Rows that neither side has learned from: all of the held-out ones, or what is left of them. Of a candidate from elsewhere nobody knows (`unknownToCandidate`). */
  | { readonly kind: 'unseen'; readonly heldOut: number; readonly unknownToCandidate?: boolean | undefined }
  /** Too few such rows: the scores are those of the champion's recipe, fitted on the rows the candidate was fitted on. */
  | { readonly kind: 'recipe'; readonly why: string }
  /** Nobody knows what the champion has learned from; `isNew`: the user named the rows for this comparison. */
  | { readonly kind: 'unknown'; readonly isNew: boolean }

export interface GateInput {
  readonly candidate: GateCandidate
  /** Absent when the model has no champion yet; `itself` when the candidate is the champion. */
  readonly champion?: GateChampion | 'itself'
  /** The rows both were scored on; the candidate must not have been trained on them. */
  readonly truth?: Truth
  /** One weight a row of `truth`. @default all 1 */
  readonly weights?: Float64Array
}
