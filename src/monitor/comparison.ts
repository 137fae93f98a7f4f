// One feature in the reference and now, in the forms that the methods compare.

/** Rows per bucket on both sides, in one order. */
export interface Buckets {
  readonly labels: readonly string[]
  readonly reference: Float64Array
  readonly current: Float64Array
}

export interface NumericComparison {
  readonly kind: 'numeric'
  /** Sorted samples. */
  readonly reference: Float64Array
  readonly current: Float64Array
  /** About ten bins of equal reference count; outliers count in the bins at the ends. */
  readonly buckets: Buckets
}

export interface CategoricalComparison {
  readonly kind: 'categorical'
  /** Categories, then OTHER, UNSEEN and MISSING where they have rows. */
  readonly buckets: Buckets
}

export type Comparison = NumericComparison | CategoricalComparison

/** Rows of all buckets. */
export function totalRows(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
