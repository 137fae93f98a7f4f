/** Numeric features, column-major: `columns[j][i]` is feature j of row i, NaN where it is missing. Values are already rounded to float32 where `precision` says so. */
export interface FeatureMatrix {
  readonly rows: number
  readonly names: readonly string[]
  readonly columns: readonly Float32Array[] | readonly Float64Array[]
}

/** What an estimator wants its features in: trees compare in float32 (as ONNX does), linear algebra needs float64. */
export type Precision = 'float32' | 'float64'
