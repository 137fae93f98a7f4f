/**
 * What a split criterion does for the tree grower, and all that the grower knows of it. A kernel owns the rows of the
 * tree, ordered so that a node's rows are a range, and the totals of the nodes that wait, by their place on the
 * grower's stack (`slot`).
 */
export interface NodeKernel {
  /** The split of the open node found best so far. */
  readonly best: BestSplit
  /** Row numbers, a node's being a range. */
  readonly rows: Int32Array
  /** Opens the node of a slot, whose rows are `from` to `to`; false if its rows all have the same target. */
  begin(slot: number, from: number, to: number): boolean
  /** Looks for a better split of the open node on a feature; false if the feature is constant there. */
  search(feature: number): boolean
  /** Impurity decrease of the best split as scikit-learn's `min_impurity_decrease` measures it. */
  decrease(): number
  /**
   * Divides the open node by its best split: the right child takes its slot, the left the next. `grow`: a child may be
   * searched. Returns where the right child's rows begin.
   */
  split(grow: boolean): number
  /** Writes the open node's values as a leaf. */
  leaf(values: Float64Array, at: number): void
}

export interface BestSplit {
  feature: number
  /** Rows of this bin and of lower ones go left. */
  bin: number
  /** Where rows that miss the feature go; null: the node has none. */
  missing: 'left' | 'right' | null
}

export function noSplit(): BestSplit {
  return { feature: -1, bin: 0, missing: null }
}
