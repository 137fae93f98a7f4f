// Any number of classes, any weights, Gini or entropy: one sum per bin and class.
import type { BinnedMatrix } from '../trees/binned-matrix.ts'
import { addByClass, addCounts } from './histogram.ts'
import { type BestSplit, type NodeKernel, noSplit } from './node-kernel.ts'
import { NodeRows } from './node-rows.ts'
import type { Purity } from './purity.ts'

export class ClassKernel implements NodeKernel {
  readonly best: BestSplit = noSplit()
  readonly rows: Int32Array
  readonly #binned: BinnedMatrix
  readonly #classes: number
  readonly #purity: Purity
  readonly #minRows: number
  readonly #nodes: NodeRows
  readonly #payload: Float64Array
  readonly #hist: Float64Array
  readonly #counts = new Int32Array(256)
  readonly #total: Float64Array
  readonly #left: Float64Array
  readonly #right: Float64Array
  readonly #bestLeft: Float64Array
  readonly #totals: Float64Array[] = []
  #classOf: Int32Array = new Int32Array(0)
  #slot = 0
  #from = 0
  #to = 0
  #score = 0
  #rootWeight = 1

  constructor(binned: BinnedMatrix, classes: number, purity: Purity, minSamplesLeaf: number) {
    this.#binned = binned
    this.#classes = classes
    this.#purity = purity
    this.#minRows = minSamplesLeaf
    this.#nodes = new NodeRows(binned.rows)
    this.rows = this.#nodes.rows
    this.#payload = this.#nodes.payload
    this.#hist = new Float64Array(256 * classes)
    this.#total = new Float64Array(classes)
    this.#left = new Float64Array(classes)
    this.#right = new Float64Array(classes)
    this.#bestLeft = new Float64Array(classes)
  }

  /** Starts a tree on the rows whose weight is not zero; weights lie on a grid whose sums are exact. Returns how many rows there are. */
  start(weight: Float64Array, classOf: Int32Array): number {
    const total = this.#waiting(0).fill(0)
    let used = 0
    for (let i = 0; i < weight.length; i++) {
      if (weight[i] === 0) continue
      this.rows[used] = i
      this.#payload[used++] = weight[i]!
      total[classOf[i]!]! += weight[i]!
    }
    this.#classOf = classOf
    this.#rootWeight = total.reduce((a, b) => a + b, 0)
    return used
  }

  begin(slot: number, from: number, to: number): boolean {
    this.#slot = slot
    this.#from = from
    this.#to = to
    this.#total.set(this.#waiting(slot))
    this.#score = -Infinity
    this.best.feature = -1
    let present = 0
    for (let c = 0; c < this.#classes; c++) if (this.#total[c]! > 0) present++
    return present > 1
  }

  search(feature: number): boolean {
    const column = this.#binned.columns[feature]!
    const bins = this.#binned.bins[feature]!
    const classes = this.#classes
    this.#hist.fill(0, 0, bins * classes)
    this.#counts.fill(0, 0, bins)
    addByClass(this.#hist, column, this.rows, this.#payload, this.#classOf, classes, this.#from, this.#to)
    addCounts(this.#counts, column, this.rows, this.#from, this.#to)
    const missing = this.#binned.gaps[feature] === 1 ? this.#counts[bins - 1]! : 0
    // As the last bin, missing goes right at every cut; then once more with it on the left from the start.
    const varies = this.#scan(feature, bins, 0, missing > 0 ? 'right' : null)
    if (missing > 0) this.#scan(feature, bins - 1, missing, 'left')
    return varies
  }

  /** Cuts between the first `bins` bins, `leftRows` rows of the next one being on the left. */
  #scan(feature: number, bins: number, leftRows: number, missing: BestSplit['missing']): boolean {
    const classes = this.#classes
    const hist = this.#hist
    const left = this.#left.fill(0)
    const right = this.#right
    right.set(this.#total)
    if (leftRows > 0) this.#moveLeft(bins)
    const rows = this.#to - this.#from
    let varies = false
    for (let b = 0; b < bins - 1; b++) {
      const count = this.#counts[b]!
      if (count === 0) continue
      leftRows += count
      if (leftRows === rows) break
      varies = true
      for (let c = 0; c < classes; c++) {
        const w = hist[b * classes + c]!
        left[c]! += w
        right[c]! -= w
      }
      if (leftRows < this.#minRows) continue
      if (rows - leftRows < this.#minRows) break
      const score = this.#purity(left) + this.#purity(right)
      if (score > this.#score) {
        this.#score = score
        this.#bestLeft.set(left)
        this.best.feature = feature
        this.best.bin = b
        this.best.missing = missing
      }
    }
    return varies
  }

  #moveLeft(bin: number): void {
    for (let c = 0; c < this.#classes; c++) {
      const w = this.#hist[bin * this.#classes + c]!
      this.#left[c]! += w
      this.#right[c]! -= w
    }
  }

  decrease(): number {
    return (this.#score - this.#purity(this.#total)) / this.#rootWeight
  }

  split(): number {
    const column = this.#binned.columns[this.best.feature]!
    const right = this.#waiting(this.#slot)
    for (let c = 0; c < this.#classes; c++) right[c] = this.#total[c]! - this.#bestLeft[c]!
    this.#waiting(this.#slot + 1).set(this.#bestLeft)
    return this.#nodes.divide(column, this.best, this.#binned.bins[this.best.feature]! - 1, this.#from, this.#to)
  }

  /** One share per class; of two classes the second's only. */
  leaf(values: Float64Array, at: number): void {
    let weight = 0
    for (let c = 0; c < this.#classes; c++) weight += this.#total[c]!
    if (this.#classes === 2) values[at] = this.#total[1]! / weight
    else for (let c = 0; c < this.#classes; c++) values[at + c] = this.#total[c]! / weight
  }

  #waiting(slot: number): Float64Array {
    this.#totals[slot] ??= new Float64Array(this.#classes)
    return this.#totals[slot]
  }
}
