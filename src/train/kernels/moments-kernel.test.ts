import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import { binMatrix } from '../trees/binned-matrix.ts'
import { growTree } from '../trees/grow.ts'
import { GrownTree } from '../trees/grown-tree.ts'
import { MomentsKernel } from './moments-kernel.ts'

const LIMITS = { maxDepth: Infinity, minSamplesSplit: 2, minImpurityDecrease: 0, maxFeatures: 4 }

async function grow(
  columns: Float32Array[],
  target: Float64Array,
  allFeatures: boolean,
  weight: Float64Array | null,
): Promise<GrownTree> {
  const rows = target.length
  const binned = await binMatrix({ rows, names: columns.map((_, j) => `f${j}`), columns })
  const kernel = new MomentsKernel(binned, {
    minSamplesLeaf: 1,
    allFeatures,
    weighted: weight !== null,
    friedman: false,
    flat: 0,
  })
  kernel.start(Int32Array.from(target.keys()), target, weight)
  const tree = new GrownTree(1)
  await growTree(kernel, rows, new Int32Array([0, 1, 2, 3]), LIMITS, () => 0, tree)
  return tree
}

function shape(tree: GrownTree): unknown {
  const arrays = [tree.feature, tree.left, tree.value].map((values) => [...values.subarray(0, tree.nodes)])
  return [tree.nodes, ...arrays]
}

describe('MomentsKernel', () => {
  const rng = createRng(4)
  const columns = Array.from({ length: 4 }, (_, j) =>
    Float32Array.from({ length: 2000 }, () => (j === 3 ? rng.int(3) : rng.normal())),
  )
  const target = Float64Array.from({ length: 2000 }, (_, i) => columns[0]![i]! * columns[1]![i]! + 0.3 * rng.normal())

  it('grows the same tree from subtracted histograms as from summed ones', async () => {
    expect(shape(await grow(columns, target, true, null))).toEqual(shape(await grow(columns, target, false, null)))
  })

  it('grows the same tree with weights of 1 as without, and with weights of a half', async () => {
    const plain = shape(await grow(columns, target, true, null))
    expect(shape(await grow(columns, target, true, new Float64Array(2000).fill(1)))).toEqual(plain)
    expect(shape(await grow(columns, target, true, new Float64Array(2000).fill(0.5)))).toEqual(plain)
  })

  it('peels single rows off to any depth without keeping a histogram for each', async () => {
    const steps = Float32Array.from({ length: 250 }, (_, i) => i)
    const explosive = Float64Array.from({ length: 250 }, (_, i) => 1.5 ** i)
    const constant = new Float32Array(250)
    const tree = await grow([steps, constant, constant, constant], explosive, true, null)
    expect(tree.nodes).toBeGreaterThan(100)
  })
})
