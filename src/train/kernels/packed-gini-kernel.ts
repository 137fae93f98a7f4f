// Two classes, whole-number weights, Gini: the counts of both classes share one float64, so a bin costs one addition.
import type { BinnedMatrix } from '../trees/binned-matrix.ts'
import { addCounts, addPayload } from './histogram.ts'
import { type BestSplit, type NodeKernel, noSplit } from './node-kernel.ts'
import { NodeRows } from './node-rows.ts'

/** Sums of the first class stay below this, those of the second are counted in multiples of it; both exact below 2^52. */
const SECOND = 2 ** 26

/** Total weight of the rows that a packed sum can hold. */
export const PACKED_LIMIT = SECOND

export class PackedGiniKernel implements NodeKernel {
  readonly best: BestSplit = noSplit()
  readonly rows: Int32Array
  readonly #binned: BinnedMatrix
  readonly #minRows: number
  readonly #nodes: NodeRows
  readonly #payload: Float64Array
  readonly #hist = new Float64Array(256)
  readonly #counts = new Int32Array(256)
  /** Score, bin and packed left sum of the scan's best split. */
  readonly #scan = new Float64Array(3)
  readonly #totals: number[] = []
  #slot = 0
  #from = 0
  #to = 0
  #total = 0
  #score = 0
  #left = 0
  #rootWeight = 1
  #weight0 = 1
  #weight1 = 1

  constructor(binned: BinnedMatrix, minSamplesLeaf: number) {
    this.#binned = binned
    this.#minRows = minSamplesLeaf
    this.#nodes = new NodeRows(binned.rows)
    this.rows = this.#nodes.rows
    this.#payload = this.#nodes.payload
  }

  /** Starts a tree on the rows whose count is not zero. Returns how many there are. */
  start(counts: Float64Array, classOf: Int32Array, classWeight: ArrayLike<number>): number {
    let used = 0
    let total = 0
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i]!
      if (count === 0) continue
      const value = classOf[i] === 1 ? count * SECOND : count
      this.rows[used] = i
      this.#payload[used++] = value
      total += value
    }
    this.#totals[0] = total
    this.#weight0 = classWeight[0]!
    this.#weight1 = classWeight[1]!
    this.#rootWeight = first(total) * this.#weight0 + second(total) * this.#weight1
    return used
  }

  begin(slot: number, from: number, to: number): boolean {
    this.#slot = slot
    this.#from = from
    this.#to = to
    this.#total = this.#totals[slot]!
    this.#score = -1
    this.best.feature = -1
    return first(this.#total) > 0 && second(this.#total) > 0
  }

  search(feature: number): boolean {
    const column = this.#binned.columns[feature]!
    const bins = this.#binned.bins[feature]!
    this.#hist.fill(0, 0, bins)
    addPayload(this.#hist, column, this.rows, this.#payload, this.#from, this.#to)
    if (this.#minRows > 1) {
      this.#counts.fill(0, 0, bins)
      addCounts(this.#counts, column, this.rows, this.#from, this.#to)
    }
    const missing = this.#binned.gaps[feature] === 1 ? this.#hist[bins - 1]! : 0
    // As the last bin, missing goes right at every cut; then once more with it on the left from the start.
    const varies = this.#scanFrom(feature, bins, 0, 0, missing > 0 ? 'right' : null)
    if (missing > 0) this.#scanFrom(feature, bins - 1, missing, this.#counts[bins - 1]!, 'left')
    return varies
  }

  #scanFrom(feature: number, bins: number, sum: number, leftRows: number, missing: BestSplit['missing']): boolean {
    const scan = this.#scan
    scan[0] = this.#score
    const varies = scanGini(
      this.#hist,
      this.#counts,
      bins,
      sum,
      leftRows,
      this.#to - this.#from,
      this.#minRows,
      this.#total,
      this.#weight0,
      this.#weight1,
      scan,
    )
    if (scan[0] > this.#score) {
      this.#score = scan[0]
      this.#left = scan[2]!
      this.best.feature = feature
      this.best.bin = scan[1]!
      this.best.missing = missing
    }
    return varies
  }

  decrease(): number {
    const a = first(this.#total) * this.#weight0
    const b = second(this.#total) * this.#weight1
    return (this.#score - (a * a + b * b) / (a + b)) / this.#rootWeight
  }

  split(): number {
    const column = this.#binned.columns[this.best.feature]!
    this.#totals[this.#slot] = this.#total - this.#left
    this.#totals[this.#slot + 1] = this.#left
    return this.#nodes.divide(column, this.best, this.#binned.bins[this.best.feature]! - 1, this.#from, this.#to)
  }

  leaf(values: Float64Array, at: number): void {
    const a = first(this.#total) * this.#weight0
    const b = second(this.#total) * this.#weight1
    values[at] = b / (a + b)
  }
}

function first(packed: number): number {
  return packed - second(packed) * SECOND
}

function second(packed: number): number {
  return Math.floor(packed * (1 / SECOND))
}

/** Best cut by the purity `Σ class weight² / weight` of both sides, of which the left begins with `sum` and `leftRows`; false if all rows are in one bin. */
function scanGini(
  hist: Float64Array,
  counts: Int32Array,
  bins: number,
  sum: number,
  leftRows: number,
  rows: number,
  minRows: number,
  total: number,
  weight0: number,
  weight1: number,
  best: Float64Array,
): boolean {
  const total1 = Math.floor(total * (1 / SECOND))
  const total0 = total - total1 * SECOND
  let score = best[0]!
  let varies = false
  for (let b = 0; b < bins - 1; b++) {
    const v = hist[b]!
    if (v === 0) continue
    sum += v
    if (sum === total) break
    varies = true
    if (minRows > 1) {
      leftRows += counts[b]!
      if (leftRows < minRows) continue
      if (rows - leftRows < minRows) break
    }
    const n1 = Math.floor(sum * (1 / SECOND))
    const n0 = sum - n1 * SECOND
    const p = n1 * weight1
    const q = n0 * weight0
    const pr = (total1 - n1) * weight1
    const qr = (total0 - n0) * weight0
    const s = (p * p + q * q) / (p + q) + (pr * pr + qr * qr) / (pr + qr)
    if (s > score) {
      score = s
      best[0] = s
      best[1] = b
      best[2] = sum
    }
  }
  return varies
}
