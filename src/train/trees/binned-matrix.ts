// Features as bins: a tree is grown on one byte per value, and its thresholds are the edges between bins.
import { AppError, type Pace, UNPACED } from '../../core/index.ts'
import type { FeatureMatrix } from '../../features/index.ts'
import { binEdges } from './bin-edges.ts'

export interface BinnedMatrix {
  readonly rows: number
  /** `columns[j][i]`: the bin of feature j in row i. */
  readonly columns: readonly Uint8Array[]
  /** `edges[j][b]` is the largest float32 of bin b: `bin <= b` exactly when `(float32) x <= edges[j][b]`. One fewer than bins. */
  readonly edges: readonly Float32Array[]
  /** Bins of each feature, 1 (constant) to 255. */
  readonly bins: Int32Array
}

/** Bins every feature of a matrix without NaN. @throws FEATURE_INVALID */
export async function binMatrix(x: FeatureMatrix, pace: Pace = UNPACED): Promise<BinnedMatrix> {
  const columns: Uint8Array[] = []
  const edges: Float32Array[] = []
  const bins = new Int32Array(x.columns.length)
  const padded = new Float32Array(256)
  for (const [j, column] of x.columns.entries()) {
    if (pace.due()) await pace.rest()
    const values = column instanceof Float32Array ? column : new Float32Array(column)
    const cuts = binEdges(values)
    const binned = new Uint8Array(x.rows)
    padded.fill(Infinity).set(cuts)
    if (!assignBins(values, padded, firstStep(cuts.length), binned)) {
      throw new AppError('FEATURE_INVALID', `feature '${x.names[j]}' has a missing value`, {
        fix: 'Impute it before training',
      })
    }
    columns.push(binned)
    edges.push(cuts)
    bins[j] = cuts.length + 1
  }
  return { rows: x.rows, columns, edges, bins }
}

/** The largest power of two that a search among `edges` edges must try first. */
function firstStep(edges: number): number {
  let step = 1
  while (step * 2 <= edges) step *= 2
  return step
}

/** Branch-free binary search of each value among edges padded to 256 with Infinity; false if a value is NaN. */
function assignBins(values: Float32Array, edges: Float32Array, first: number, out: Uint8Array): boolean {
  let missing = 0
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    let bin = 0
    for (let step = first; step > 0; step >>= 1) bin += v > edges[bin + step - 1]! ? step : 0
    missing |= v === v ? 0 : 1
    out[i] = bin
  }
  return missing === 0
}
