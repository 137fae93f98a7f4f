// Features as bins: a tree is grown on one byte per value, and its thresholds are the edges between bins.
import { type Pace, UNPACED } from '../../core/index.ts'
import type { FeatureMatrix } from '../../features/index.ts'
import { binEdges } from './bin-edges.ts'

export interface BinnedMatrix {
  readonly rows: number
  /** `columns[j][i]`: the bin of feature j in row i. */
  readonly columns: readonly Uint8Array[]
  /** `edges[j][b]` is the largest float32 of bin b: `bin <= b` exactly when `(float32) x <= edges[j][b]`. One fewer than bins of values. */
  readonly edges: readonly Float32Array[]
  /** Bins of each feature, 1 (constant) to 256: up to 255 of values, and one more for missing where `gaps`. */
  readonly bins: Int32Array
  /** 1 where a feature is missing in some row: its last bin is for those. */
  readonly gaps: Uint8Array
}

/** Bins every feature of a matrix; NaN is missing. */
export async function binMatrix(x: FeatureMatrix, pace: Pace = UNPACED): Promise<BinnedMatrix> {
  const columns: Uint8Array[] = []
  const edges: Float32Array[] = []
  const bins = new Int32Array(x.columns.length)
  const gaps = new Uint8Array(x.columns.length)
  const padded = new Float32Array(256)
  for (const [j, column] of x.columns.entries()) {
    if (pace.due()) await pace.rest()
    const values = column instanceof Float32Array ? column : new Float32Array(column)
    const cuts = binEdges(values)
    const binned = new Uint8Array(x.rows)
    padded.fill(Infinity).set(cuts)
    bins[j] = cuts.length + 1
    if (assignBins(values, padded, firstStep(cuts.length), binned)) {
      markMissing(values, bins[j]!++, binned)
      gaps[j] = 1
    }
    columns.push(binned)
    edges.push(cuts)
  }
  return { rows: x.rows, columns, edges, bins, gaps }
}

/** Whether a bin of a feature holds the rows that miss it. */
export function isMissing({ gaps, bins }: BinnedMatrix, feature: number, bin: number): boolean {
  return gaps[feature] === 1 && bin === bins[feature]! - 1
}

/** The largest power of two that a search among `edges` edges must try first. */
function firstStep(edges: number): number {
  let step = 1
  while (step * 2 <= edges) step *= 2
  return step
}

/** Branch-free binary search of each value among edges padded to 256 with Infinity; true if a value is NaN. */
function assignBins(values: Float32Array, edges: Float32Array, first: number, out: Uint8Array): boolean {
  let missing = 0
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    let bin = 0
    for (let step = first; step > 0; step >>= 1) bin += v > edges[bin + step - 1]! ? step : 0
    missing |= v === v ? 0 : 1
    out[i] = bin
  }
  return missing !== 0
}

function markMissing(values: Float32Array, bin: number, out: Uint8Array): void {
  for (let i = 0; i < values.length; i++) if (values[i] !== values[i]) out[i] = bin
}
