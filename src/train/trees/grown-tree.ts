import { type BinnedMatrix, isMissing } from './binned-matrix.ts'

/** A tree in bins, in the order its nodes were made; reused from tree to tree. Node i is a leaf when `left[i] === i`. */
export class GrownTree {
  readonly outputs: number
  nodes = 0
  feature = new Int32Array(64)
  bin = new Int32Array(64)
  left = new Int32Array(64)
  /** 1 where rows that miss the feature go left. */
  missingLeft = new Uint8Array(64)
  /** The rows of a leaf, as a range of the kernel's. */
  from = new Int32Array(64)
  to = new Int32Array(64)
  /** `outputs` per node. */
  value: Float64Array

  constructor(outputs: number) {
    this.outputs = outputs
    this.value = new Float64Array(64 * outputs)
  }

  clear(): void {
    this.nodes = 0
  }

  /** Adds neighbouring nodes; returns the first. */
  addNodes(count: number): number {
    const first = this.nodes
    this.nodes += count
    if (this.nodes > this.left.length) this.#double()
    return first
  }

  setSplit(node: number, feature: number, bin: number, left: number, missingLeft: boolean): void {
    this.feature[node] = feature
    this.bin[node] = bin
    this.left[node] = left
    this.missingLeft[node] = missingLeft ? 1 : 0
  }

  setLeaf(node: number, from: number, to: number): void {
    this.feature[node] = 0
    this.left[node] = node
    this.from[node] = from
    this.to[node] = to
  }

  /** The leaf that a row of the training matrix falls in. */
  leafOf(binned: BinnedMatrix, row: number): number {
    let node = 0
    while (this.left[node] !== node) {
      const feature = this.feature[node]!
      const bin = binned.columns[feature]![row]!
      const goesRight = bin > this.bin[node]! && !(this.missingLeft[node] === 1 && isMissing(binned, feature, bin))
      node = this.left[node]! + (goesRight ? 1 : 0)
    }
    return node
  }

  #double(): void {
    const size = this.left.length * 2
    this.feature = grown(this.feature, new Int32Array(size))
    this.bin = grown(this.bin, new Int32Array(size))
    this.left = grown(this.left, new Int32Array(size))
    this.missingLeft = grown(this.missingLeft, new Uint8Array(size))
    this.from = grown(this.from, new Int32Array(size))
    this.to = grown(this.to, new Int32Array(size))
    this.value = grown(this.value, new Float64Array(size * this.outputs))
  }
}

function grown<T extends Int32Array | Uint8Array | Float64Array>(old: T, larger: T): T {
  larger.set(old)
  return larger
}
