// Splits by a set of categories: plain arithmetic, our scorer and ONNX Runtime give the same sums, bit for bit.
import ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { writeOnnx } from '../compile/index.ts'
import { createRng, type Rng } from '../core/index.ts'
import { predict, type TreeEnsemble } from '../train/index.ts'
import { createScorer } from './create-scorer.ts'

const WIDTH = 3
const CODES = 40

/** Trees of random shape; two splits in three ask for a set of codes, of every size. */
function randomTrees(rng: Rng, trees: number, outputs: number): TreeEnsemble {
  const roots: number[] = []
  const nodes: { feature: number; threshold: number; left: number; missingLeft: number; values: number[] }[] = []
  const categories = new Map<number, Float32Array>()
  const grow = (depth: number, at: number): void => {
    const node = nodes[at]!
    if (depth === 5 || rng.next() < 0.15) {
      node.values = node.values.map(() => rng.int(64) / 8)
      return
    }
    node.feature = rng.int(WIDTH)
    node.missingLeft = rng.int(2)
    node.threshold = rng.int(CODES) - 0.5
    if (rng.int(3) > 0) {
      const share = rng.next()
      const codes = Array.from({ length: CODES }, (_, code) => code).filter(() => rng.next() < share)
      categories.set(at, Float32Array.from(codes.length === 0 ? [rng.int(CODES)] : codes))
    }
    node.left = nodes.length
    nodes.push(leaf(nodes.length), leaf(nodes.length + 1))
    grow(depth + 1, node.left)
    grow(depth + 1, node.left + 1)
  }
  const zeros = Array.from({ length: outputs }, () => 0)
  const leaf = (left: number) => ({
    feature: 0,
    threshold: 0,
    left,
    missingLeft: 0,
    values: zeros,
  })
  for (let t = 0; t < trees; t++) {
    roots.push(nodes.length)
    nodes.push(leaf(nodes.length))
    grow(0, nodes.length - 1)
  }
  return {
    kind: 'trees',
    task: outputs === 1 ? 'regression' : 'multiclass',
    classes: outputs === 1 ? [] : Array.from({ length: outputs }, (_, k) => k),
    features: WIDTH,
    roots: Int32Array.from(roots),
    feature: Int32Array.from(nodes, ({ feature }) => feature),
    threshold: Float32Array.from(nodes, ({ threshold }) => threshold),
    left: Int32Array.from(nodes, ({ left }) => left),
    missingLeft: Uint8Array.from(nodes, ({ missingLeft }) => missingLeft),
    categories,
    value: Float32Array.from(nodes.flatMap(({ values }) => values)),
    outputs,
    base: Array.from({ length: outputs }, () => 0.5),
    link: outputs === 1 ? 'identity' : 'softmax',
  }
}

/** Known codes, unknown ones (-1 and beyond the last), and gaps. */
function randomColumns(rng: Rng, rows: number, gaps: boolean): Float64Array[] {
  const code = (): number => (gaps && rng.next() < 0.2 ? Number.NaN : rng.int(CODES + 3) - 2)
  return Array.from({ length: WIDTH }, () => Float64Array.from({ length: rows }, code))
}

function graphOf(model: TreeEnsemble): Uint8Array {
  const names = ['a', 'b', 'c']
  const inputs = names.map((name) => ({ name, type: 'double' as const }))
  const features = names.map((source) => ({ kind: 'numeric' as const, source, fill: null, scaling: null }))
  return writeOnnx({ features: { inputs, derived: [], features, precision: 'float32' }, model })
}

describe.each([
  { outputs: 1, gaps: false },
  { outputs: 1, gaps: true },
  { outputs: 3, gaps: true },
])('sets of codes in trees of $outputs outputs, gaps: $gaps', ({ outputs, gaps }) => {
  it.each([1, 2, 3, 4, 5])('agree in both engines, seed %i', async (seed) => {
    const rng = createRng(seed)
    const rows = 400
    const model = randomTrees(rng, 12, outputs)
    expect(model.categories!.size).toBeGreaterThan(10)
    const columns = randomColumns(rng, rows, gaps)
    const graph = graphOf(model)
    const matrix = { rows, names: ['a', 'b', 'c'], columns: columns.map((column) => Float32Array.from(column)) }
    const plain = await predict(model, matrix)

    const session = await ort.InferenceSession.create(graph)
    const feeds = Object.fromEntries(columns.map((column, j) => ['abc'[j]!, new ort.Tensor('float64', column, [rows])]))
    const theirs = await session.run(feeds)
    const ours = await (await createScorer(graph)).score({ rows, columns })
    if (plain.kind === 'value') {
      expect(ours.kind === 'values' && [...ours.values]).toEqual([...plain.values])
      expect([...(theirs['prediction']!.data as Float64Array)]).toEqual([...plain.values])
      expect(new Set(plain.values).size).toBeGreaterThan(100)
      return
    }
    if (ours.kind !== 'classes') throw new Error('not classes')
    for (let k = 0; k < outputs; k++) {
      const theirColumn = theirs[`probability_${k}`]!.data as Float64Array
      for (let i = 0; i < rows; i++) {
        expect(theirColumn[i]).toBeCloseTo(plain.probability[i * outputs + k]!, 12)
        expect(ours.probability[i * outputs + k]).toBeCloseTo(plain.probability[i * outputs + k]!, 12)
      }
    }
  })
})
