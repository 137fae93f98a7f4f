import type { Scores } from './scorer.ts'

export interface Parity {
  readonly rows: number
  /** Largest absolute difference of a probability or value. NaN on one side only counts as infinite. */
  readonly maxDifference: number
  /** Rows whose label differs; 0 for values. */
  readonly labelFlips: number
}

/** How far two engines' scores of the same rows are apart. @throws MODEL_INVALID when their shapes differ */
export declare function parity(a: Scores, b: Scores): Parity
