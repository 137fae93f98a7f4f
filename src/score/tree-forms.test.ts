// Forms of tree ensembles that our own writer never makes but others do: the writer's bytes with one word exchanged.
import ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { writeOnnx } from '../compile/index.ts'
import { isAppError } from '../core/index.ts'
import { createGraphBuilder } from '../onnx/index.ts'
import { createScorer } from './create-scorer.ts'

const X = [-1, 0, 0.5, 0.50000006, 0.49999997, 1, 2, 7, Number.NaN, Infinity, -Infinity]
const Y = [0.5, 1, 2, 0, -3, Number.NaN, 1, 0.25, 2, 0.5, Number.NaN]

const graph = Buffer.from(
  writeOnnx({
    features: {
      inputs: [
        { name: 'x', type: 'double' },
        { name: 'y', type: 'double' },
      ],
      derived: [],
      features: [
        { kind: 'numeric', source: 'x', fill: null, scaling: null },
        { kind: 'numeric', source: 'y', fill: null, scaling: null },
      ],
      precision: 'float32',
    },
    model: {
      kind: 'trees',
      task: 'regression',
      classes: [],
      features: 2,
      roots: Int32Array.of(0, 5, 8),
      feature: Int32Array.of(0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0),
      threshold: Float32Array.of(0.5, Infinity, 1, Infinity, Infinity, 2, Infinity, Infinity, 0, Infinity, Infinity),
      left: Int32Array.of(1, 1, 3, 3, 4, 6, 6, 7, 9, 9, 10),
      missingLeft: Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
      value: Float32Array.of(0, 1, 0, 2, 4, 0, -8, 16, 0, 32, 64),
      outputs: 1,
      base: [0.25],
      link: 'identity',
    },
  }),
).toString('latin1')

async function bothEngines(from: string, to: string) {
  const bytes = Buffer.from(graph.replaceAll(from, to), 'latin1')
  const columns = [Float64Array.from(X), Float64Array.from(Y)]
  const scores = await (await createScorer(bytes)).score({ rows: X.length, columns })
  const session = await ort.InferenceSession.create(bytes)
  const feeds = {
    x: new ort.Tensor('float64', columns[0]!, [X.length]),
    y: new ort.Tensor('float64', columns[1]!, [X.length]),
  }
  const expected = (await session.run(feeds))['prediction']!.data
  return { ours: scores.kind === 'values' ? [...scores.values] : [], theirs: [...(expected as Float64Array)] }
}

describe('tree ensembles of others answer as in ONNX Runtime', () => {
  it.each(['BRANCH_LEQ', 'BRANCH_GTE', 'BRANCH_NEQ'])('with %s nodes', async (mode) => {
    const { ours, theirs } = await bothEngines('BRANCH_LEQ', mode)
    expect(ours).toEqual(theirs)
    expect(new Set(ours).size).toBeGreaterThan(2)
  })

  it.each(['SUM', 'MIN', 'MAX'])('aggregated by %s', async (aggregate) => {
    const { ours, theirs } = await bothEngines('SUM', aggregate)
    expect(ours).toEqual(theirs)
  })
})

const zeros = (list: readonly unknown[]) => list.map(() => 0)

/** A set of codes as converters of LightGBM write it: equalities that share a child. Then one more split on either side. */
function setOfCodes(mode: string, codes: readonly number[], nanYes: 0 | 1): Uint8Array {
  const graph = createGraphBuilder(['x', 'prediction'])
  const first = codes.length
  const tests = codes.map((code, k) => ({ mode, code, yes: first, no: k + 1 < first ? k + 1 : first + 1 }))
  const inner = [0, 1].map((k) => ({ mode: 'BRANCH_LEQ', code: 4 + k, yes: first + 2 + 2 * k, no: first + 3 + 2 * k }))
  const leaves = [0, 1, 2, 3].map(() => ({ mode: 'LEAF', code: 0, yes: 0, no: 0 }))
  const nodes = [...tests, ...inner, ...leaves]
  const matrix = graph.cast(graph.reshape(graph.input('x', 'double'), [-1, 1]), 'float')
  const sums = graph.addMl('TreeEnsembleRegressor', [matrix], {
    n_targets: { int: 1 },
    nodes_treeids: { ints: zeros(nodes) },
    nodes_nodeids: { ints: [...nodes.keys()] },
    nodes_featureids: { ints: zeros(nodes) },
    nodes_values: { floats: nodes.map(({ code }) => code) },
    nodes_modes: { strings: nodes.map((node) => node.mode) },
    nodes_truenodeids: { ints: nodes.map(({ yes }) => yes) },
    nodes_falsenodeids: { ints: nodes.map(({ no }) => no) },
    nodes_missing_value_tracks_true: { ints: nodes.map((_, k) => (k < first ? nanYes : 0)) },
    target_treeids: { ints: zeros(leaves) },
    target_nodeids: { ints: leaves.map((_, k) => first + 2 + k) },
    target_ids: { ints: zeros(leaves) },
    target_weights: { floats: [1, 2, 4, 8] },
  })
  graph.output('prediction', graph.reshape(graph.cast(sums, 'double'), [-1]), 'double')
  return graph.finish({ 'modelwright.task': 'regression', 'modelwright.classes': '[]' })
}

describe('a child that several nodes share is walked as in ONNX Runtime', () => {
  it.each([
    ['BRANCH_EQ', [2, 3, 7], 0],
    ['BRANCH_EQ', [0, 5, 40, 1000], 1],
    ['BRANCH_LT', [1, 6, 9], 0],
    ['BRANCH_NEQ', [3, 3], 1],
  ] as const)('by %s of %j', async (mode, codes, nanYes) => {
    const bytes = setOfCodes(mode, codes, nanYes)
    const x = Float64Array.of(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 40, 999, 1000, 2.5, Number.NaN, Infinity)
    const session = await ort.InferenceSession.create(bytes)
    const expected = (await session.run({ x: new ort.Tensor('float64', x, [x.length]) }))['prediction']!.data
    const scores = await (await createScorer(bytes)).score({ rows: x.length, columns: [x] })
    expect(scores.kind === 'values' && [...scores.values]).toEqual([...(expected as Float64Array)])
    expect(new Set(expected as Float64Array).size).toBeGreaterThan(1)
  })
})

it('a damaged graph is refused as such, or answers; it never fails in another way', async () => {
  const columns = [Float64Array.from(X), Float64Array.from(Y)]
  let refused = 0
  for (let i = 0; i < graph.length; i += 3) {
    const bytes = Buffer.from(graph, 'latin1')
    bytes[i]! ^= 1 << (i % 8)
    try {
      await (await createScorer(bytes)).score({ rows: X.length, columns: columns.slice() })
    } catch (error) {
      expect(isAppError(error), String(error)).toBe(true)
      expect(isAppError(error, 'INTERNAL')).toBe(false)
      refused++
    }
  }
  expect(refused).toBeGreaterThan(50)
})
