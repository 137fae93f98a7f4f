// What a gate checks and what it says.

export type GateRule =
  | {
      readonly kind: 'threshold'
      /** A run's metric: `val_auc`. */
      readonly metric: string
      /** `column=value`: the metric on that slice instead of on all rows. */
      readonly slice?: string | undefined
      readonly min?: number | undefined
      readonly max?: number | undefined
    }
  | {
      readonly kind: 'versus'
      readonly metric: string
      /** `delong` compares ROC AUC; `bootstrap` any metric, paired by row. */
      readonly test: 'delong' | 'bootstrap'
      /**
       * Given: the lower confidence bound of (candidate − champion) must be at least −margin: non-inferiority; 0 or less demands
       * a proven improvement. Absent: the candidate must be as good or better, or worse by no more than chance and 1 %.
       */
      readonly margin?: number
      /** Of the one-sided test. @default 0.05 */
      readonly alpha?: number
    }
  | { readonly kind: 'parity'; readonly maxDifference: number }
  | { readonly kind: 'size'; readonly maxBytes: number }
  /** Callers of the champion must not break. */
  | { readonly kind: 'contract' }

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
