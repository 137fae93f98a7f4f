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
  const { count, trees } = source
  let largest = 0
  for (let t = 0; t < trees; t++) largest = Math.max(largest, source.nodesOf(t).length)
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
  const place = new Int32Array(count).fill(-1)
  let next = 0
  for (let tree = 0; tree < trees; tree++) {
    const start = next
    next = layOutTree(assembly, source, layout, tree, start, place, width)
    if (next - start !== source.nodesOf(tree).length)
      invalid(assembly, 'has a tree with nodes that its root never reaches')
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

/** The node that is nobody's child. */
function rootOf(assembly: Assembly, source: TreeNodes, tree: number): number {
  const nodes = source.nodesOf(tree)
  const children = new Set<number>()
  for (const node of nodes) {
    if (source.modes[node] === 'LEAF') continue
    children.add(source.find(tree, source.yes[node]!))
    children.add(source.find(tree, source.no[node]!))
  }
  return nodes.find((node) => !children.has(node)) ?? invalid(assembly, 'has a tree without a root')
}

/** Returns the first free place after the tree. */
function layOutTree(
  assembly: Assembly,
  source: TreeNodes,
  layout: Building,
  tree: number,
  start: number,
  place: Int32Array,
  width: number,
): number {
  const root = rootOf(assembly, source, tree)
  const size = source.nodesOf(tree).length
  // The node and its depth at each place of the tree: the queue of a breadth-first walk.
  const queue = new Int32Array(size)
  const depths = new Int32Array(size)
  queue[0] = root
  layout.roots[tree] = start
  let next = start + 1
  place[root] = start
  for (let head = 0; head < next - start; head++) {
    const node = queue[head]!
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
      if (child < 0 || place[child]! >= 0) invalid(assembly, `has a tree whose node ${id} is missing or reached twice`)
      queue[next - start] = child
      depths[next - start] = depth + 1
      place[child] = next++
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
