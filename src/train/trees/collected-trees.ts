import type { BinnedMatrix } from './binned-matrix.ts'
import type { GrownTree } from './grown-tree.ts'
import type { TreeEnsemble } from './tree-ensemble.ts'

interface CollectedTree {
  readonly feature: Int32Array
  readonly threshold: Float32Array
  /** Index within the tree. */
  readonly left: Int32Array
  readonly missingLeft: Uint8Array
}

/** Grown trees, renumbered breadth first, with float32 thresholds for bins. Leaf values are kept apart until all are known. */
export class CollectedTrees {
  readonly #binned: BinnedMatrix
  readonly #trees: CollectedTree[] = []
  /** Leaf values of each tree as grown, `outputs` per node; 0 where a node is no leaf. */
  readonly values: Float64Array[] = []

  constructor(binned: BinnedMatrix) {
    this.#binned = binned
  }

  add(tree: GrownTree): void {
    const { nodes, outputs } = tree
    const order = new Int32Array(nodes)
    const feature = new Int32Array(nodes)
    const threshold = new Float32Array(nodes)
    const left = new Int32Array(nodes)
    const missingLeft = new Uint8Array(nodes)
    const value = new Float64Array(nodes * outputs)
    let known = 1
    for (let i = 0; i < nodes; i++) {
      const node = order[i]!
      if (tree.left[node] === node) {
        left[i] = i
        for (let k = 0; k < outputs; k++) value[i * outputs + k] = tree.value[node * outputs + k]!
        continue
      }
      feature[i] = tree.feature[node]!
      // Above the last bin of values there is no edge: all of them go left, and missing alone goes right.
      threshold[i] = this.#binned.edges[feature[i]!]![tree.bin[node]!] ?? Infinity
      if (this.#binned.gaps[feature[i]!] === 1) missingLeft[i] = tree.missingLeft[node]!
      left[i] = known
      order[known++] = tree.left[node]!
      order[known++] = tree.left[node]! + 1
    }
    this.#trees.push({ feature, threshold, left, missingLeft })
    this.values.push(value)
  }

  /** All trees in one set of arrays. `values[t]` fills all outputs of the nodes of tree t, or its `outputOf(t)` alone. */
  assemble(values: readonly Float32Array[], outputs: number, outputOf: ((tree: number) => number) | undefined): Arrays {
    const nodes = this.#trees.reduce((total, tree) => total + tree.left.length, 0)
    const roots = new Int32Array(this.#trees.length)
    const feature = new Int32Array(nodes)
    const threshold = new Float32Array(nodes)
    const left = new Int32Array(nodes)
    const missingLeft = new Uint8Array(nodes)
    const value = new Float32Array(nodes * outputs)
    let at = 0
    for (const [t, tree] of this.#trees.entries()) {
      roots[t] = at
      feature.set(tree.feature, at)
      threshold.set(tree.threshold, at)
      missingLeft.set(tree.missingLeft, at)
      for (let i = 0; i < tree.left.length; i++) left[at + i] = tree.left[i]! + at
      const own = values[t]!
      if (outputOf === undefined) value.set(own, at * outputs)
      else for (let i = 0; i < own.length; i++) value[(at + i) * outputs + outputOf(t)] = own[i]!
      at += tree.left.length
    }
    return { roots, feature, threshold, left, missingLeft, value, outputs }
  }
}

type Arrays = Pick<TreeEnsemble, 'roots' | 'feature' | 'threshold' | 'left' | 'missingLeft' | 'value' | 'outputs'>
