// What a model's training data looked like, as plain JSON beside the model: all that drift detection needs, and no row of the data.

/** A number column with more than 20 distinct values, or hardly a repeated one. Infinite values count as missing. */
export interface NumericProfile {
  readonly kind: 'numeric'
  readonly name: string
  /** Values present. */
  readonly n: number
  readonly missing: number
  readonly mean: number
  /** Population standard deviation. */
  readonly sd: number
  readonly min: number
  readonly max: number
  /** Ascending; bin i holds edges[i] ≤ x < edges[i + 1]. A value frequent enough to fill a bin has one of its own. */
  readonly edges: readonly number[]
  /** One count a bin: edges.length − 1. */
  readonly counts: readonly number[]
  /** Sorted seeded random sample of the values, for the tests that need values. */
  readonly sample: readonly number[]
}

/** A text column, or a number column with few distinct values (each as its text). */
export interface CategoricalProfile {
  readonly kind: 'categorical'
  readonly name: string
  /** Values present. */
  readonly n: number
  readonly missing: number
  /** Most frequent first. */
  readonly categories: readonly string[]
  /** Parallel to `categories`. */
  readonly counts: readonly number[]
  /** Rows of all the categories that are not listed. */
  readonly other: number
}

export type FeatureProfile = NumericProfile | CategoricalProfile

/** The content of `reference-profile.json`. */
export interface ReferenceProfile {
  readonly format: 'modelwright.reference-profile'
  readonly version: 1
  readonly rows: number
  /** One per input column of the model, in the order of its signature. */
  readonly features: readonly FeatureProfile[]
  /** The model's own scores on the reference rows, or null. */
  readonly score: FeatureProfile | null
}

/** A number column with at most this many distinct values is compared as categories, if they repeat. */
export const CATEGORICAL_LIMIT = 20
