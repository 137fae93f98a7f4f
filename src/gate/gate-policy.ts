// What a gate checks and what it says.

export type GateRule =
  | { readonly kind: 'threshold'; readonly metric: string; readonly min?: number; readonly max?: number }
  | {
      readonly kind: 'versus'
      readonly metric: string
      /** `delong` compares ROC AUC; `bootstrap` any metric, paired by row. */
      readonly test: 'delong' | 'bootstrap'
      /** The candidate may be worse by at most this much and still pass (non-inferiority); negative demands an improvement. @default 0 */
      readonly margin?: number
      /** @default 0.05 */
      readonly alpha?: number
    }
  | { readonly kind: 'parity'; readonly maxDifference: number }
  | { readonly kind: 'size'; readonly maxBytes: number }

export interface GateCheck {
  readonly name: string
  readonly status: 'passed' | 'failed' | 'skipped'
  /** One sentence with the numbers: what was measured, what was required. */
  readonly explanation: string
  readonly observed?: number
  readonly required?: number
  readonly pValue?: number
}

export interface GateDecision {
  readonly passed: boolean
  readonly checks: readonly GateCheck[]
}
