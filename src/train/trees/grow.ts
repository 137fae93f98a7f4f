import { type Pace, UNPACED } from '../../core/index.ts'
import type { NodeKernel } from '../kernels/node-kernel.ts'
import type { GrownTree } from './grown-tree.ts'

export interface GrowthLimits {
  /** Depth of the deepest leaf; Infinity = until pure. */
  readonly maxDepth: number
  /** Rows a node needs to be split. */
  readonly minSamplesSplit: number
  readonly minImpurityDecrease: number
  /** Features drawn at each node; at least one that varies is searched whatever the number. */
  readonly maxFeatures: number
}

/** Cells (rows × features) between two looks at the clock: a few milliseconds of work. */
const CELLS_A_LOOK = 1 << 20
/** What a search costs beside its rows: the bins of a histogram. */
const BINS = 256

/** Grows one tree depth first on the first `rows` rows of a started kernel, into `tree`. `draw(n)` gives an integer below n. */
export async function growTree(
  kernel: NodeKernel,
  rows: number,
  order: Int32Array,
  limits: GrowthLimits,
  draw: (n: number) => number,
  tree: GrownTree,
  pace: Pace = UNPACED,
): Promise<void> {
  tree.clear()
  // Four numbers an entry: node, first row, end of rows, depth. An entry's place is its slot in the kernel.
  const stack = [tree.addNodes(1), 0, rows, 0]
  while (stack.length > 0) {
    if (pace.due()) await pace.rest()
    growSome(kernel, stack, order, limits, draw, tree)
  }
}

/** Takes nodes off the stack until `CELLS_A_LOOK` are searched or none is left. The hot loop is a plain function: an asynchronous one is a tenth slower. */
function growSome(
  kernel: NodeKernel,
  stack: number[],
  order: Int32Array,
  limits: GrowthLimits,
  draw: (n: number) => number,
  tree: GrownTree,
): void {
  const searched = Math.min(limits.maxFeatures, order.length)
  for (let cells = 0; cells < CELLS_A_LOOK && stack.length > 0; ) {
    const depth = stack.pop()!
    const to = stack.pop()!
    const from = stack.pop()!
    const node = stack.pop()!
    cells += searched * (to - from + BINS)
    const varies = kernel.begin(stack.length / 4, from, to)
    const splittable = varies && depth < limits.maxDepth && to - from >= limits.minSamplesSplit
    if (!splittable || !searchNode(kernel, order, limits, draw)) {
      tree.setLeaf(node, from, to)
      kernel.leaf(tree.value, node * tree.outputs)
      continue
    }
    const { feature, bin, missing } = kernel.best
    const middle = kernel.split(depth + 1 < limits.maxDepth)
    const left = tree.addNodes(2)
    // Where no row of the node tells which way missing should go, it follows the most rows, as in scikit-learn.
    const missingLeft = missing === null ? middle - from > to - middle : missing === 'left'
    tree.setSplit(node, feature, bin, left, missingLeft)
    stack.push(left + 1, middle, to, depth + 1, left, from, middle, depth + 1)
  }
}

/** Searches all features in order, or draws some as scikit-learn does: constant ones count, but at least one must vary. */
function searchNode(kernel: NodeKernel, order: Int32Array, limits: GrowthLimits, draw: (n: number) => number): boolean {
  const features = order.length
  if (limits.maxFeatures >= features) {
    for (let f = 0; f < features; f++) kernel.search(f)
  } else {
    let varying = 0
    for (let left = features; left > 0 && (features - left < limits.maxFeatures || varying === 0); left--) {
      const j = draw(left)
      const feature = order[j]!
      order[j] = order[left - 1]!
      order[left - 1] = feature
      if (kernel.search(feature)) varying++
    }
  }
  if (kernel.best.feature < 0) return false
  return limits.minImpurityDecrease === 0 || kernel.decrease() + Number.EPSILON >= limits.minImpurityDecrease
}
