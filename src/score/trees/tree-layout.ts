// Trees laid out for walking: breadth-first, the right child next to the left, leaves that loop on themselves.
import { type Assembly, attribute, invalid, refuse } from '../assembly.ts'
import type { Numbers } from '../slot.ts'

export interface TreeLayout {
  readonly roots: Int32Array
  /** Longest way from a root to a leaf. */
  readonly depth: Int32Array
  /** Feature in the bits above `shift`, left child relative to the root in those below. A row goes one further when it is above the threshold. */
  readonly packed: Int32Array
  readonly shift: number
  /** +Infinity for leaves: nothing is above it. */
  readonly threshold: Numbers
  /** Bit 1: NaN goes right. Bit 2: right unless equal. Read by the careful kernel only. */
  readonly flags: Uint8Array
  /** `outputs` per node. */
  readonly value: Float64Array
  readonly outputs: number
  /** Whether NaN can go right somewhere; if not, a comparison with NaN is right as it is. */
  readonly nanMatters: boolean
  /** Whether some node tests equality. */
  readonly equality: boolean
}

export const NAN_RIGHT = 1
export const EQUALITY = 2

interface Source {
  readonly features: readonly number[]
  readonly values: readonly number[]
  readonly modes: readonly string[]
  readonly yes: readonly number[]
  readonly no: readonly number[]
  readonly nanYes: readonly number[]
}

/** `leaves` names the attributes of the leaf values: target_… or class_…. @throws MODEL_INVALID, MODEL_OPERATOR_UNSUPPORTED */
export function layOutTrees(
  assembly: Assembly,
  leaves: 'target' | 'class',
  outputs: number,
  width: number,
  precision: 'float32' | 'float64',
): TreeLayout {
  const ints = (name: string) => attribute(assembly, name, 'ints') ?? []
  const values =
    attribute(assembly, 'nodes_values', 'floats') ?? Array.from(tensor(assembly, 'nodes_values_as_tensor') ?? [])
  const source: Source = {
    features: ints('nodes_featureids'),
    values,
    modes: attribute(assembly, 'nodes_modes', 'strings') ?? [],
    yes: ints('nodes_truenodeids'),
    no: ints('nodes_falsenodeids'),
    nanYes: ints('nodes_missing_value_tracks_true'),
  }
  const trees = ints('nodes_treeids')
  const ids = ints('nodes_nodeids')
  const count = ids.length
  const lists = [trees, source.features, source.values, source.modes, source.yes, source.no]
  if (count === 0 || lists.some((list) => list.length !== count))
    invalid(assembly, 'has node lists of different length')

  const nodes = new Map<number, Map<number, number>>()
  trees.forEach((tree, i) => {
    const known = nodes.get(tree) ?? nodes.set(tree, new Map()).get(tree)!
    if (known.has(ids[i]!)) invalid(assembly, `has node ${ids[i]} of tree ${tree} twice`)
    known.set(ids[i]!, i)
  })
  const largest = Math.max(...nodes.values().map(({ size }) => size))
  const shift = Math.max(1, Math.ceil(Math.log2(largest + 1)))
  if (width > 2 ** Math.min(31, 32 - shift)) refuse(assembly, 'with too many nodes and features')

  const layout = {
    roots: new Int32Array(nodes.size),
    depth: new Int32Array(nodes.size),
    packed: new Int32Array(count),
    shift,
    threshold: precision === 'float32' ? new Float32Array(count) : new Float64Array(count),
    flags: new Uint8Array(count),
    value: new Float64Array(count * outputs),
    outputs,
  }
  const place = new Int32Array(count).fill(-1)
  let next = 0
  let tree = 0
  for (const known of nodes.values()) {
    next = layOutTree(assembly, source, known, layout, tree++, next, place, width)
  }
  placeLeafValues(assembly, leaves, nodes, place, layout)
  return {
    ...layout,
    nanMatters: layout.flags.some((flag) => (flag & NAN_RIGHT) !== 0),
    equality: layout.flags.some((flag) => (flag & EQUALITY) !== 0),
  }
}

/** A tensor attribute's numbers: leaf values and thresholds in float64 (opset 3). */
function tensor(assembly: Assembly, name: string): Float64Array | undefined {
  const found = attribute(assembly, name, 'tensor')
  if (found?.element === 'string') return invalid(assembly, `has text in '${name}'`)
  return found?.values
}

type Building = Omit<TreeLayout, 'nanMatters' | 'equality'>

/** Returns the first free place after the tree. */
function layOutTree(
  assembly: Assembly,
  source: Source,
  known: ReadonlyMap<number, number>,
  layout: Building,
  tree: number,
  start: number,
  place: Int32Array,
  width: number,
): number {
  const nodes = [...known]
  const children = new Set(
    nodes.flatMap(([, i]) => (source.modes[i] === 'LEAF' ? [] : [source.yes[i]!, source.no[i]!])),
  )
  const root = nodes.find(([id]) => !children.has(id))?.[1]
  if (root === undefined) return invalid(assembly, 'has a tree without a root')
  const queue = [{ node: root, depth: 0 }]
  layout.roots[tree] = start
  let next = start + 1
  place[root] = start
  for (let head = 0; head < queue.length; head++) {
    const { node, depth } = queue[head]!
    const at = place[node]!
    if (source.modes[node] === 'LEAF') {
      layout.packed[at] = at - start
      layout.threshold[at] = Infinity
      layout.depth[tree] = Math.max(layout.depth[tree]!, depth)
      continue
    }
    const { swap, equal, threshold } = comparison(assembly, source.modes[node]!, source.values[node]!, layout.threshold)
    const [left, right] = swap ? [source.no[node]!, source.yes[node]!] : [source.yes[node]!, source.no[node]!]
    for (const id of [left, right]) {
      const child = known.get(id)
      if (child === undefined || place[child]! >= 0)
        invalid(assembly, `has a tree whose node ${id} is missing or reached twice`)
      place[child] = next++
      queue.push({ node: child, depth: depth + 1 })
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
  nodes: ReadonlyMap<number, ReadonlyMap<number, number>>,
  place: Int32Array,
  { value, outputs }: Building,
): void {
  const ints = (name: string) => attribute(assembly, `${leaves}_${name}`, 'ints') ?? []
  const weights =
    attribute(assembly, `${leaves}_weights`, 'floats') ??
    Array.from(tensor(assembly, `${leaves}_weights_as_tensor`) ?? [])
  const [trees, ids, targets] = [ints('treeids'), ints('nodeids'), ints('ids')]
  if ([trees, ids, targets].some((list) => list.length !== weights.length)) {
    invalid(assembly, 'has leaf lists of different length')
  }
  weights.forEach((weight, i) => {
    const node = nodes.get(trees[i]!)?.get(ids[i]!)
    // A single-output ensemble may name any class: its one score is what counts.
    const output = outputs === 1 ? 0 : targets[i]!
    if (node === undefined || !(output >= 0 && output < outputs)) invalid(assembly, 'has a leaf value without a leaf')
    if (place[node]! >= 0) value[place[node]! * outputs + output]! += weight
  })
}
