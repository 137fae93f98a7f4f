// Trees laid out for walking: breadth-first, the right child next to the left, leaves that loop on themselves.
import { type Assembly, attribute, invalid, refuse } from '../assembly.ts'
import type { Numbers } from '../slot.ts'
import { EQUALITY, NAN_RIGHT, type TreeLayout } from './laid-out-trees.ts'
import { readTreeNodes, type TreeNodes, tensorNumbers } from './tree-nodes.ts'

/** `leaves` names the attributes of the leaf values: target_… or class_…. @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED */
export function layOutTrees(
  assembly: Assembly,
  leaves: 'target' | 'class',
  outputs: number,
  width: number,
  precision: 'float32' | 'float64',
): TreeLayout {
  const source = readTreeNodes(assembly)
  const { trees } = source
  const parents = countParents(assembly, source)
  let count = 0
  let largest = 0
  for (let t = 0; t < trees; t++) {
    const size = placesOf(source, t, parents)
    count += size
    largest = Math.max(largest, size)
  }
  const shift = Math.max(1, Math.ceil(Math.log2(largest + 1)))
  if (width > 2 ** Math.min(31, 32 - shift)) refuse(assembly, 'with too many nodes and features')
  assembly.spend('compile', count * (outputs + 10))
  assembly.spend('held', count * (8 * outputs + 17) + trees * 8)

  const layout = {
    roots: new Int32Array(trees),
    depth: new Int32Array(trees),
    packed: new Int32Array(count),
    shift,
    threshold: precision === 'float32' ? new Float32Array(count) : new Float64Array(count),
    flags: new Uint8Array(count),
    value: new Float64Array(count * outputs),
    outputs,
  }
  const place = new Int32Array(source.count).fill(-1)
  let next = 0
  for (let tree = 0; tree < trees; tree++) {
    next = layOutTree(assembly, source, layout, { tree, start: next, place, parents, width })
  }
  placeLeafValues(assembly, leaves, source, place, layout)
  assembly.spend('run', layout.depth.reduce((sum, depth) => sum + depth, 0) + trees * outputs)
  return {
    ...layout,
    allPositive: layout.value.every((value) => value >= 0),
    nanMatters: layout.flags.some((flag) => (flag & NAN_RIGHT) !== 0),
    equality: layout.flags.some((flag) => (flag & EQUALITY) !== 0),
  }
}

type Building = Omit<TreeLayout, 'nanMatters' | 'equality' | 'allPositive'>

/** How many edges lead to each node. Several may: converters write a set of categories as a chain of tests that share a child. */
function countParents(assembly: Assembly, source: TreeNodes): Int32Array {
  const parents = new Int32Array(source.count)
  for (let tree = 0; tree < source.trees; tree++) {
    for (const node of source.nodesOf(tree)) {
      if (source.modes[node] === 'LEAF') continue
      for (const id of [source.yes[node]!, source.no[node]!]) {
        const child = source.find(tree, id)
        if (child < 0) invalid(assembly, `has a tree whose node ${id} is missing`)
        parents[child]!++
      }
    }
  }
  return parents
}

/** Places a tree takes: its nodes, and a stand-in for every further edge to a node. */
function placesOf(source: TreeNodes, tree: number, parents: Int32Array): number {
  const nodes = source.nodesOf(tree)
  return nodes.reduce((places, node) => places + Math.max(0, parents[node]! - 1), nodes.length)
}

interface TreePlan {
  readonly tree: number
  /** Its first place. */
  readonly start: number
  /** Place by node; filled in. */
  readonly place: Int32Array
  /** Edges to each node; counted down. */
  readonly parents: Int32Array
  /** Features of a row. */
  readonly width: number
}

/**
 * Returns the first free place after the tree. A child has to stand beside its sibling, so a node with several parents
 * stands where the last of them reaches it; for the others a stand-in does, which goes on to it whatever the row.
 */
function layOutTree(assembly: Assembly, source: TreeNodes, layout: Building, plan: TreePlan): number {
  const { tree, start, place, parents, width } = plan
  const nodes = source.nodesOf(tree)
  const root = nodes.find((node) => parents[node] === 0) ?? invalid(assembly, 'has a tree without a root')
  const size = placesOf(source, tree, parents)
  // The node (of a stand-in -1 less the node it leads to) and its depth at each place: the queue of a breadth-first walk.
  const queue = new Int32Array(size)
  const depths = new Int32Array(size)
  /** By node that stand-ins lead to: the depth they ask for. */
  const deepest = new Map<number, number>()
  queue[0] = root
  layout.roots[tree] = start
  let next = start + 1
  let placed = 1
  place[root] = start
  for (let head = 0; head < next - start; head++) {
    const node = queue[head]!
    if (node < 0) continue
    const depth = depths[head]!
    const at = place[node]!
    if (source.modes[node] === 'LEAF') {
      layout.packed[at] = head
      layout.threshold[at] = Infinity
      layout.depth[tree] = Math.max(layout.depth[tree]!, depth)
      continue
    }
    const { swap, equal, threshold } = comparison(assembly, source.modes[node]!, source.values[node]!, layout.threshold)
    const [left, right] = swap ? [source.no[node]!, source.yes[node]!] : [source.yes[node]!, source.no[node]!]
    for (const id of [left, right]) {
      const child = source.find(tree, id)
      const asked = deepest.get(child) ?? 0
      if (--parents[child]! > 0) {
        queue[next++ - start] = -1 - child
        deepest.set(child, Math.max(asked, depth + 2))
        continue
      }
      queue[next - start] = child
      depths[next - start] = Math.max(asked, depth + 1)
      place[child] = next++
      placed++
    }
    const feature = source.features[node]!
    if (!(feature >= 0 && feature < width)) invalid(assembly, `tests feature ${feature} of ${width}`)
    layout.packed[at] = (feature << layout.shift) | (next - 2 - start)
    layout.threshold[at] = threshold
    // NaN passes no test but "not equal", unless the node says otherwise.
    const nanPasses = source.nanYes[node] === 1 || source.modes[node] === 'BRANCH_NEQ'
    const nanRight = nanPasses === swap
    layout.flags[at] = (nanRight ? NAN_RIGHT : 0) | (equal ? EQUALITY : 0)
  }
  if (placed !== nodes.length) invalid(assembly, 'has a tree with nodes that its root never reaches')
  for (let head = 0; head < size; head++) {
    if (queue[head]! >= 0) continue
    layout.packed[start + head] = place[-1 - queue[head]!]! - start
    layout.threshold[start + head] = Infinity
  }
  return next
}

/** Every mode as `x <= threshold` goes left: by the neighbouring number for strict ones, by swapping the children for the opposite ones. */
function comparison(assembly: Assembly, mode: string, value: number, thresholds: Numbers) {
  const below = () => previous(value, thresholds)
  switch (mode) {
    case 'BRANCH_LEQ':
      return { swap: false, equal: false, threshold: value }
    case 'BRANCH_LT':
      return { swap: false, equal: false, threshold: below() }
    case 'BRANCH_GT':
      return { swap: true, equal: false, threshold: value }
    case 'BRANCH_GTE':
      return { swap: true, equal: false, threshold: below() }
    case 'BRANCH_EQ':
      return { swap: false, equal: true, threshold: value }
    case 'BRANCH_NEQ':
      return { swap: true, equal: true, threshold: value }
    default:
      return invalid(assembly, `has a node of unknown mode '${mode}'`)
  }
}

/** The largest number of the thresholds' precision below a value. */
function previous(value: number, like: Numbers): number {
  if (value === -Infinity) return value
  if (value === 0) return like instanceof Float32Array ? -(2 ** -149) : -Number.MIN_VALUE
  const step = value > 0 ? -1 : 1
  if (like instanceof Float32Array) {
    const bits = new Int32Array(Float32Array.of(value).buffer)
    bits[0]! += step
    return new Float32Array(bits.buffer)[0]!
  }
  const bits = new BigInt64Array(Float64Array.of(value).buffer)
  bits[0]! += BigInt(step)
  return new Float64Array(bits.buffer)[0]!
}

function placeLeafValues(
  assembly: Assembly,
  leaves: 'target' | 'class',
  source: TreeNodes,
  place: Int32Array,
  { value, outputs }: Building,
): void {
  const ints = (name: string) => attribute(assembly, `${leaves}_${name}`, 'ints') ?? new Float64Array()
  const weights =
    attribute(assembly, `${leaves}_weights`, 'floats') ?? tensorNumbers(assembly, `${leaves}_weights_as_tensor`)
  const [trees, ids, targets] = [ints('treeids'), ints('nodeids'), ints('ids')]
  if ([trees, ids, targets].some((list) => list.length !== weights.length)) {
    invalid(assembly, 'has leaf lists of different length')
  }
  for (let i = 0; i < weights.length; i++) {
    const tree = source.treeOf(trees[i]!)
    const node = tree === undefined ? -1 : source.find(tree, ids[i]!)
    // The one score of two classes may be named after either.
    const output = outputs === 1 && leaves === 'class' && targets[i] === 1 ? 0 : targets[i]!
    if (node < 0) invalid(assembly, 'has a leaf value without a leaf')
    if (!(output >= 0 && output < outputs)) invalid(assembly, `has a leaf value for output ${targets[i]} of ${outputs}`)
    value[place[node]! * outputs + output]! += weights[i]!
  }
}
