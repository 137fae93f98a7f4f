// Numeric targets and gradients: the split that most reduces the squared error, from weight and sum per bin.
import type { BinnedMatrix } from '../trees/binned-matrix.ts'
import { gridStep, largest, roundTo } from '../trees/fixed-point.ts'
import { addMoments, addWeightedMoments, subtract } from './histogram.ts'
import { type BestSplit, type NodeKernel, noSplit } from './node-kernel.ts'
import { NodeRows } from './node-rows.ts'

export interface MomentsKernelOptions {
  readonly minSamplesLeaf: number
  /** Every feature of a node is searched, so that a child's histogram can be its parent's less its sibling's. */
  readonly allFeatures: boolean
  /** Whether trees start with weights. */
  readonly weighted: boolean
  /** Whether the impurity decrease is Friedman's improvement score, which is not divided by the weight of the root. */
  readonly friedman: boolean
  /** A node whose targets differ from its first by no more is not split. */
  readonly flat: number
}

const NO_WEIGHT = new Float64Array(0)
/** An empty bin. */
const NONE = new Float64Array(3)

export class MomentsKernel implements NodeKernel {
  readonly best: BestSplit = noSplit()
  readonly rows: Int32Array
  readonly #binned: BinnedMatrix
  readonly #options: MomentsKernelOptions
  readonly #stride: number
  /** Where each feature's bins begin in a histogram of all features; the last entry is its length. */
  readonly #starts: Int32Array
  readonly #scratch: Float64Array
  readonly #nodes: NodeRows
  readonly #payload: Float64Array
  /** Histogram over all features of the node that waits in a slot, where one is kept. */
  readonly #kept: (Float64Array | undefined)[] = []
  readonly #free: Float64Array[] = []
  readonly #weights: number[] = []
  readonly #sums: number[] = []
  /** Score, bin, left weight and left sum of the scan's best split. */
  readonly #scan = new Float64Array(4)
  #target: Float64Array = new Float64Array(0)
  #rowWeight: Float64Array = NO_WEIGHT
  #slot = 0
  #from = 0
  #to = 0
  #weight = 0
  #sum = 0
  #score = 0
  #leftWeight = 0
  #leftSum = 0
  #rootWeight = 1

  constructor(binned: BinnedMatrix, options: MomentsKernelOptions) {
    this.#binned = binned
    this.#options = options
    this.#stride = options.weighted ? 3 : 2
    this.#starts = new Int32Array(binned.bins.length + 1)
    for (const [j, bins] of binned.bins.entries()) this.#starts[j + 1] = this.#starts[j]! + bins * this.#stride
    this.#scratch = new Float64Array(256 * this.#stride)
    this.#nodes = new NodeRows(binned.rows)
    this.rows = this.#nodes.rows
    this.#payload = this.#nodes.payload
  }

  /** Starts a tree on the listed rows. `target` and `weight` are by row number; weights are above 0 and on a grid whose sums are exact, null in an unweighted kernel. */
  start(rows: Int32Array, target: Float64Array, weight: Float64Array | null): void {
    const step = gridStep(largest(target) * (weight === null ? 1 : largest(weight)), rows.length)
    let totalWeight = 0
    let totalSum = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      const w = weight === null ? 1 : weight[row]!
      const value = roundTo(step, w * target[row]!)
      this.rows[i] = row
      this.#payload[i] = value
      totalWeight += w
      totalSum += value
    }
    this.#target = target
    this.#rowWeight = weight ?? NO_WEIGHT
    this.#weights[0] = totalWeight
    this.#sums[0] = totalSum
    this.#rootWeight = totalWeight
    for (let slot = 0; slot < this.#kept.length; slot++) this.#keep(slot, undefined)
    if (this.#options.allFeatures) this.#keep(0, this.#build(0, rows.length))
  }

  begin(slot: number, from: number, to: number): boolean {
    this.#slot = slot
    this.#from = from
    this.#to = to
    this.#weight = this.#weights[slot]!
    this.#sum = this.#sums[slot]!
    this.#score = -1
    this.best.feature = -1
    const { flat } = this.#options
    const value = this.#target[this.rows[from]!]!
    for (let i = from + 1; i < to; i++) if (Math.abs(this.#target[this.rows[i]!]! - value) > flat) return true
    return false
  }

  search(feature: number): boolean {
    const bins = this.#binned.bins[feature]!
    const kept = this.#kept[this.#slot]
    const hist = kept ?? this.#scratch
    const at = kept === undefined ? 0 : this.#starts[feature]!
    if (kept === undefined) {
      hist.fill(0, 0, bins * this.#stride)
      this.#add(hist, 0, feature, this.#from, this.#to)
    }
    const last = at + (bins - 1) * this.#stride
    const missing = this.#binned.gaps[feature] === 1 && hist[last]! > 0
    // As the last bin, missing goes right at every cut; then once more with it on the left from the start.
    const varies = this.#scanFrom(hist, at, feature, bins, NONE, 0, missing ? 'right' : null)
    if (missing) this.#scanFrom(hist, at, feature, bins - 1, hist, last, 'left')
    return varies
  }

  /** Cuts between the first `bins` bins of `hist`; the bin of `first` at `firstAt` is on the left of all. */
  #scanFrom(
    hist: Float64Array,
    at: number,
    feature: number,
    bins: number,
    first: Float64Array,
    firstAt: number,
    missing: BestSplit['missing'],
  ): boolean {
    const scan = this.#scan
    const stride = this.#stride
    scan[0] = this.#score
    scan[2] = first[firstAt + stride - 2]!
    scan[3] = first[firstAt + stride - 1]!
    const minRows = this.#options.minSamplesLeaf
    const rows = this.#to - this.#from
    const varies = scanMoments(hist, at, bins, stride, first[firstAt]!, rows, minRows, this.#weight, this.#sum, scan)
    if (scan[0] > this.#score) {
      this.#score = scan[0]
      this.#leftWeight = scan[2]!
      this.#leftSum = scan[3]!
      this.best.feature = feature
      this.best.bin = scan[1]!
      this.best.missing = missing
    }
    return varies
  }

  decrease(): number {
    const gain = this.#score - (this.#sum * this.#sum) / this.#weight
    return this.#options.friedman ? gain : gain / this.#rootWeight
  }

  split(grow: boolean): number {
    const column = this.#binned.columns[this.best.feature]!
    const slot = this.#slot
    const missing = this.#binned.bins[this.best.feature]! - 1
    const middle = this.#nodes.divide(column, this.best, missing, this.#from, this.#to)
    this.#weights[slot] = this.#weight - this.#leftWeight
    this.#sums[slot] = this.#sum - this.#leftSum
    this.#weights[slot + 1] = this.#leftWeight
    this.#sums[slot + 1] = this.#leftSum
    this.#passHistograms(grow, middle)
    return middle
  }

  leaf(values: Float64Array, at: number): void {
    values[at] = this.#sum / this.#weight
  }

  /** The smaller child's histogram is summed, the larger one's is what is left of the parent's. */
  #passHistograms(grow: boolean, middle: number): void {
    const slot = this.#slot
    const parent = this.#kept[slot]
    this.#keep(slot + 1, undefined)
    if (parent === undefined) return
    const leftRows = middle - this.#from
    const rightRows = this.#to - middle
    const keepLeft = grow && this.#isWorthKeeping(leftRows)
    const keepRight = grow && this.#isWorthKeeping(rightRows)
    if (!keepLeft && !keepRight) {
      this.#keep(slot, undefined)
      return
    }
    const leftIsSmaller = leftRows <= rightRows
    const smaller = leftIsSmaller ? this.#build(this.#from, middle) : this.#build(middle, this.#to)
    subtract(parent, smaller, smaller.length)
    this.#kept[slot] = leftIsSmaller ? parent : smaller
    this.#kept[slot + 1] = leftIsSmaller ? smaller : parent
    if (!keepRight) this.#keep(slot, undefined)
    if (!keepLeft) this.#keep(slot + 1, undefined)
  }

  /** Below so many rows, summing afresh costs less than subtracting every bin; it also bounds the memory. */
  #isWorthKeeping(rows: number): boolean {
    return rows * this.#binned.columns.length * this.#stride >= this.#starts.at(-1)!
  }

  #keep(slot: number, hist: Float64Array | undefined): void {
    const old = this.#kept[slot]
    if (old !== undefined) this.#free.push(old)
    this.#kept[slot] = hist
  }

  #build(from: number, to: number): Float64Array {
    const hist = this.#free.pop()?.fill(0) ?? new Float64Array(this.#starts.at(-1)!)
    for (let f = 0; f < this.#binned.columns.length; f++) this.#add(hist, this.#starts[f]!, f, from, to)
    return hist
  }

  #add(hist: Float64Array, at: number, feature: number, from: number, to: number): void {
    const column = this.#binned.columns[feature]!
    if (this.#options.weighted) {
      addWeightedMoments(hist, at, column, this.rows, this.#payload, this.#rowWeight, from, to)
    } else addMoments(hist, at, column, this.rows, this.#payload, from, to)
  }
}

/**
 * Best cut by `Σ sum² / weight` of both sides, which orders splits as squared error and Friedman's score do; false if all
 * rows are in one bin. `best` comes with the score to beat, and the weight and sum that the left side begins with.
 */
function scanMoments(
  hist: Float64Array,
  at: number,
  bins: number,
  stride: number,
  leftRows: number,
  rows: number,
  minRows: number,
  totalWeight: number,
  totalSum: number,
  best: Float64Array,
): boolean {
  let score = best[0]!
  let weight = best[2]!
  let sum = best[3]!
  let varies = false
  for (let b = 0, o = at; b < bins - 1; b++, o += stride) {
    const count = hist[o]!
    if (count === 0) continue
    leftRows += count
    if (leftRows === rows) break
    varies = true
    weight += hist[o + stride - 2]!
    sum += hist[o + stride - 1]!
    if (leftRows < minRows) continue
    if (rows - leftRows < minRows) break
    const rest = totalSum - sum
    const s = (sum * sum) / weight + (rest * rest) / (totalWeight - weight)
    if (s > score) {
      score = s
      best[0] = s
      best[1] = b
      best[2] = weight
      best[3] = sum
    }
  }
  return varies
}
