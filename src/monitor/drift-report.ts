// What drift detection found, as plain JSON.
import type { DriftMethodName } from './methods/drift-methods.ts'

/** Too few rows is never `no drift`. */
export type DriftVerdict = 'drift' | 'no drift' | 'insufficient data'

export interface TestFinding {
  readonly method: DriftMethodName
  readonly statistic: number
  readonly p: number
  /** Benjamini–Hochberg over every test of the report. */
  readonly adjustedP: number
}

export interface EffectFinding {
  readonly method: DriftMethodName
  readonly value: number
  /** What the value must reach to count. */
  readonly floor: number
}

/** Shares of missing values and their own 2 × 2 test. */
export interface MissingFinding {
  readonly reference: number
  readonly current: number
  readonly verdict: DriftVerdict
  /** Null where neither side misses a value or one side is empty. */
  readonly test: TestFinding | null
  readonly effect: EffectFinding | null
}

/** Shares to draw: about a dozen buckets, equal in order on both sides. */
export interface DriftHistogram {
  readonly labels: readonly string[]
  readonly reference: readonly number[]
  readonly current: readonly number[]
}

export interface ComparedFinding {
  readonly kind: 'compared'
  readonly name: string
  readonly type: 'numeric' | 'categorical'
  /** `drift` if the distribution or the missing rate drifted. */
  readonly verdict: DriftVerdict
  /** Values compared: present ones of a numeric feature, all rows of a categorical one. */
  readonly n: { readonly reference: number; readonly current: number }
  /** The distribution; null where a side has no value. */
  readonly distribution: {
    readonly verdict: DriftVerdict
    readonly test: TestFinding
    readonly effect: EffectFinding
  } | null
  readonly missing: MissingFinding
  /** Share of current rows with a category that the reference does not have; null for numbers and where the profile was cut. */
  readonly unseen: number | null
  readonly histogram: DriftHistogram | null
}

/** A column of the reference that the current data does not have: drift, whatever the number of rows. */
export interface MissingColumnFinding {
  readonly kind: 'missing column'
  readonly name: string
  readonly verdict: 'drift'
}

/** A number column of the reference that is text now. */
export interface TypeChangedFinding {
  readonly kind: 'type changed'
  readonly name: string
  readonly verdict: 'drift'
  readonly expected: 'numeric'
  /** Up to three of the texts. */
  readonly examples: readonly string[]
}

export type DriftFinding = ComparedFinding | MissingColumnFinding | TypeChangedFinding

export interface DriftReport {
  /** True exactly where `verdict` is 'drift': exit code 1. */
  readonly drifted: boolean
  readonly verdict: DriftVerdict
  readonly rows: { readonly reference: number; readonly current: number }
  /** Rows a feature needs before it can alarm. */
  readonly minRows: number
  readonly alpha: number
  /** One per feature of the reference profile, in its order. */
  readonly features: readonly DriftFinding[]
  /** The model's scores; null where the reference or the current data has none. */
  readonly score: DriftFinding | null
}
