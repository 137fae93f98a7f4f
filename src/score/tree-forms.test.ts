// Forms of tree ensembles that our own writer never makes but others do: the writer's bytes with one word exchanged.
import ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { writeOnnx } from '../compile/index.ts'
import { isAppError } from '../core/index.ts'
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
