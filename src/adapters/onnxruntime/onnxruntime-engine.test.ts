import { describe, expect, it, onTestFinished } from 'vitest'
import { loopingGraph } from '../../../test/fixtures/looping-graph.ts'
import { INT64, model, node, tensor } from '../../../test/fixtures/onnx-bytes.ts'
import { describeEngine } from '../../../test/suites/engine.suite.ts'
import { writeOnnx } from '../../compile/index.ts'
import { createScorer, parity, type Scores } from '../../score/index.ts'
import { createOnnxRuntimeEngine } from './onnxruntime-engine.ts'

describeEngine('onnxruntime', () => createOnnxRuntimeEngine())

/** Text of the same length replaced throughout a graph: another operator, the same wiring. */
function renamed(graph: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(graph).toString('latin1').replaceAll(from, to), 'latin1')
}

/** Predicts |a| from a number and a text column; trees if `task` has classes. */
const graph = writeOnnx({
  features: {
    inputs: [
      { name: 'a', type: 'double' },
      { name: 'n', type: 'long' },
      { name: 'city', type: 'string' },
    ],
    derived: [{ name: 'd', expression: { kind: 'call', name: 'abs', args: [{ kind: 'column', name: 'a' }] } }],
    features: [
      { kind: 'numeric', source: 'd', fill: null, scaling: null },
      { kind: 'numeric', source: 'n', fill: null, scaling: null },
      { kind: 'one-hot', source: 'city', values: ['Ulm'], bucketOf: [0], buckets: ['Ulm'], unknown: 'ignore' },
    ],
    precision: 'float64',
  },
  model: {
    kind: 'linear',
    task: 'binary',
    classes: ['no', 'yes'],
    coefficients: [Float64Array.of(1, 2, 3)],
    intercepts: Float64Array.of(-2),
    link: 'logistic',
  },
})
const batch = { rows: 3, columns: [Float64Array.of(1, -2, 3), Float64Array.of(0, 1, 2), ['Ulm', 'Rom', '']] }

function sinScores(): Scores {
  const z = [0, 1, 2].map((i) => Math.sin([1, -2, 3][i]!) + 2 * i + (i === 0 ? 3 : 0) - 2)
  const positive = z.map((value) => 1 / (1 + Math.exp(-value)))
  return {
    kind: 'classes',
    rows: 3,
    probability: Float64Array.from(positive.flatMap((p) => [1 - p, p])),
    label: Int32Array.from(positive, (p) => (p > 0.5 ? 1 : 0)),
  }
}

describe('a graph with an operator that the compiler does not know', () => {
  it('is refused by its name, with the way out', async () => {
    await expect(createScorer(renamed(graph, 'Abs', 'Sin'))).rejects.toMatchObject({
      code: 'MODEL_OPERATOR_UNSUPPORTED',
      message: expect.stringMatching(/Sin.*npm i onnxruntime-node/s),
    })
  })

  it('runs on ONNX Runtime in a process of its own', async () => {
    const scorer = await createScorer(renamed(graph, 'Abs', 'Sin'), { engine: createOnnxRuntimeEngine() })
    expect(scorer.engine).toBe('onnxruntime')
    const answers = await Promise.all([scorer.score(batch), scorer.score(batch)])
    for (const scores of answers) {
      const { maxDifference, labelFlips } = parity(scores, sinScores())
      expect(labelFlips).toBe(0)
      expect(maxDifference).toBeLessThan(1e-12)
    }
    await scorer.close()
    expect(() => scorer.score(batch)).toThrow(expect.objectContaining({ code: 'NOT_READY' }))
  })

  it('is MODEL_INVALID when ONNX Runtime does not know it either', async () => {
    const scorer = createScorer(renamed(graph, 'Abs', 'Xyz'), { engine: createOnnxRuntimeEngine() })
    await expect(scorer).rejects.toMatchObject({ code: 'MODEL_INVALID' })
  })

  it('refuses a gap in a column of integers, which a tensor cannot hold', async () => {
    const scorer = await createScorer(renamed(graph, 'Abs', 'Sin'), { engine: createOnnxRuntimeEngine() })
    const columns = [batch.columns[0]!, Float64Array.of(1, Number.NaN, 2), batch.columns[2]!]
    await expect(scorer.score({ rows: 3, columns })).rejects.toMatchObject({ code: 'MODEL_INPUT_INVALID' })
    await scorer.close()
  })
})

it('a row that takes too long is refused with the name of the node, and the next one is answered by a new process', async () => {
  const scorer = await createScorer(loopingGraph(), { engine: createOnnxRuntimeEngine({ seconds: 0.5 }) })
  onTestFinished(() => scorer.close())
  const row = (x: number) => scorer.score({ rows: 1, columns: [Float64Array.of(x)] })
  const [endless, short] = await Promise.allSettled([row(1e12), row(3)])
  expect(endless).toMatchObject({ reason: { code: 'MODEL_TOO_COSTLY', where: "node 'the loop'" } })
  expect(short).toMatchObject({ value: { values: Float64Array.of(24) } })
})

it('a graph that asks for more memory than it may take is refused with the name of the node', async () => {
  const tile = model({
    nodes: [
      node({ op: 'Tile', in: ['x', 'n'], out: ['big'] }),
      node({ op: 'ReduceMax', in: ['big'], out: ['most'], with: { keepdims: 0 } }),
      node({ op: 'Add', in: ['x', 'most'], out: ['y'] }),
    ],
    constants: [tensor('n', INT64, [2], [1, 2 ** 28])],
  })
  const engine = createOnnxRuntimeEngine({ memoryBytes: 64 * 2 ** 20, seconds: 60 })
  const scorer = await createScorer(tile, { engine })
  onTestFinished(() => scorer.close())
  await expect(scorer.score({ rows: 1, columns: [Float64Array.of(1)] })).rejects.toMatchObject({
    code: 'MODEL_TOO_COSTLY',
    where: "node 'big'",
  })
})

it('a graph that the compiler knows never reaches the other engine', async () => {
  expect((await createScorer(graph, { engine: createOnnxRuntimeEngine() })).engine).toBe('compiled')
})
