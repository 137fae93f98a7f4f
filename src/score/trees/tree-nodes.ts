// The nodes of an ensemble as the operator's attributes list them, found by the number of their tree and their own.
import { type Assembly, attribute, invalid } from '../assembly.ts'

export interface TreeNodes {
  readonly count: number
  /** Trees in the order in which they first appear. */
  readonly trees: number
  /** Nodes of a tree in the order of the lists. */
  nodesOf(tree: number): Int32Array
  /** Index of a node in the lists; -1 if a tree has no such node. `tree` counts from 0. */
  find(tree: number, id: number): number
  /** The place of a tree by its id; undefined if there is none. */
  treeOf(treeId: number): number | undefined
  readonly features: Float64Array
  readonly values: Float64Array
  readonly modes: readonly string[]
  readonly yes: Float64Array
  readonly no: Float64Array
  /** Whether a gap passes the test, by node. Empty: never. */
  readonly nanYes: Float64Array
}

const NONE = new Float64Array()

/** @throws MODEL_INVALID */
export function readTreeNodes(assembly: Assembly): TreeNodes {
  const ints = (name: string) => attribute(assembly, name, 'ints') ?? NONE
  const [treeIds, ids] = [ints('nodes_treeids'), ints('nodes_nodeids')]
  const lists = {
    features: ints('nodes_featureids'),
    values: attribute(assembly, 'nodes_values', 'floats') ?? tensorNumbers(assembly, 'nodes_values_as_tensor'),
    modes: attribute(assembly, 'nodes_modes', 'strings') ?? [],
    yes: ints('nodes_truenodeids'),
    no: ints('nodes_falsenodeids'),
  }
  const nanYes = ints('nodes_missing_value_tracks_true')
  const count = ids.length
  if (count === 0 || treeIds.length !== count || Object.values(lists).some((list) => list.length !== count)) {
    invalid(assembly, 'has node lists of different length')
  }
  if (nanYes.length > 0 && nanYes.length !== count) invalid(assembly, 'has node lists of different length')

  const places = new Map<number, number>()
  const treeAt = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    let tree = places.get(treeIds[i]!)
    if (tree === undefined) places.set(treeIds[i]!, (tree = places.size))
    treeAt[i] = tree
  }
  const trees = places.size
  const starts = new Int32Array(trees + 1)
  for (let i = 0; i < count; i++) starts[treeAt[i]! + 1]!++
  for (let t = 0; t < trees; t++) starts[t + 1]! += starts[t]!
  const grouped = new Int32Array(count)
  const next = starts.slice()
  for (let i = 0; i < count; i++) grouped[next[treeAt[i]!]!++] = i

  // Ids are the places in their tree nearly always; a table of the others is made only for trees that need one.
  const tables = new Map<number, Map<number, number>>()
  const nodesOf = (tree: number): Int32Array => grouped.subarray(starts[tree]!, starts[tree + 1]!)
  for (let t = 0; t < trees; t++) {
    const nodes = nodesOf(t)
    if (nodes.every((node, k) => ids[node] === k)) continue
    const table = new Map<number, number>()
    for (const node of nodes) {
      if (table.has(ids[node]!)) invalid(assembly, `has node ${ids[node]} of tree ${treeIds[node]} twice`)
      table.set(ids[node]!, node)
    }
    tables.set(t, table)
  }
  return {
    count,
    trees,
    nodesOf,
    find(tree, id) {
      const table = tables.get(tree)
      if (table !== undefined) return table.get(id) ?? -1
      const at = starts[tree]! + id
      return id >= 0 && at < starts[tree + 1]! ? grouped[at]! : -1
    },
    treeOf: (treeId) => places.get(treeId),
    ...lists,
    nanYes,
  }
}

/** A tensor attribute's numbers: leaf values and thresholds in float64 (opset 3). */
export function tensorNumbers(assembly: Assembly, name: string): Float64Array {
  const found = attribute(assembly, name, 'tensor')
  if (found?.element === 'string') return invalid(assembly, `has text in '${name}'`)
  return found?.values ?? NONE
}
