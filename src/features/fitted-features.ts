// The fitted feature pipeline as plain data: what `transformFeatures` applies and the ONNX writer compiles.
import type { InputColumn } from '../data/index.ts'
import type { Expression } from './expression.ts'
import type { Precision } from './feature-matrix.ts'

/** A numeric output feature: impute in float64, scale in float64, then cast to `precision`. */
export interface FittedNumeric {
  readonly kind: 'numeric'
  /** A raw column or a derived feature. */
  readonly source: string
  /** Replaces NaN; null = NaN stays NaN, and the estimator knows where it leads. */
  readonly fill: number | null
  /** `(x - offset) / scale`, or null. */
  readonly scaling: { readonly offset: number; readonly scale: number } | null
}

/** A categorical column as 0/1 features, one per bucket, in the order of `buckets`. */
export interface FittedOneHot {
  readonly kind: 'one-hot'
  /** A raw column. Where its input type is not `string`, `values` are the numbers' texts (`String(number)`) and are compared as numbers; `''` is NaN. */
  readonly source: string
  /** Each known value and the bucket it falls in (several values share a bucket when infrequent ones are grouped). `''` (missing) is a key if missing has a bucket or is imputed. */
  readonly values: readonly string[]
  /** Parallel to `values`: bucket index. */
  readonly bucketOf: readonly number[]
  /** Names of the buckets, e.g. the category, or `infrequent`. */
  readonly buckets: readonly string[]
  /** An unknown value: all zeros, or an error (CATEGORY_UNKNOWN). */
  readonly unknown: 'ignore' | 'error'
}

/** A categorical column as one number. */
export interface FittedOrdinal {
  readonly kind: 'ordinal'
  /** As in `FittedOneHot`. */
  readonly source: string
  readonly values: readonly string[]
  /** Parallel to `values`; NaN for missing that stays missing. */
  readonly codes: readonly number[]
  /** What an unknown value becomes; null = an error (CATEGORY_UNKNOWN). */
  readonly unknownCode: number | null
}

export type FittedFeature = FittedNumeric | FittedOneHot | FittedOrdinal

export interface FittedFeatures {
  /** Raw columns the pipeline needs, in order: the signature. */
  readonly inputs: readonly InputColumn[]
  /** Derived numeric columns, each from raw ones and earlier derived ones; computed in float64, NaN in gives NaN out. */
  readonly derived: readonly { readonly name: string; readonly expression: Expression }[]
  readonly features: readonly FittedFeature[]
  readonly precision: Precision
}
