import { expect, it } from 'vitest'
import { matrixGraph } from '../../../test/fixtures/matrix-graph.ts'
import { createOnnxRuntimeFallback } from '../../adapters/onnxruntime/index.ts'
import { withNamedInputs } from '../../onnx/index.ts'
import { createScorer, type Scores } from '../../score/index.ts'

const NAMES = ['tenure', 'a column with spaces', 'X_columns']
const graph = matrixGraph([0.5, -0.25, 2], 0.1)
const batch = { rows: 2, columns: [Float64Array.of(1, 1 / 3), Float64Array.of(2, 7), Float64Array.of(0.1, -4)] }

const probabilities = async (bytes: Uint8Array): Promise<Float64Array> => {
  const scorer = await createScorer(bytes)
  const scores = await scorer.score(batch)
  return (scores as Extract<Scores, { kind: 'classes' }>).probability.slice()
}

it('answers as the matrix did, from columns by name', async () => {
  const named = withNamedInputs(graph, NAMES)
  expect((await createScorer(named)).inputs).toEqual(NAMES.map((name) => ({ name, type: 'double' })))
  expect(await probabilities(named)).toEqual(await probabilities(graph))
})

it('is a graph that ONNX Runtime runs alike', async () => {
  const session = await createOnnxRuntimeFallback().open(withNamedInputs(graph, NAMES))
  expect(session).toBeDefined()
  await session.close()
})

it.each([
  ['too few', ['a', 'b']],
  ['too many', ['a', 'b', 'c', 'd']],
  ['one that the graph uses inside', ['a', 'b', 'probabilities']],
])('refuses names that do not fit: %s', (_, names) => {
  expect(() => withNamedInputs(graph, names)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
})
