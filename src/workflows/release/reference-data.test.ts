import { expect, it, onTestFinished } from 'vitest'
import { matrixGraph } from '../../../test/fixtures/matrix-graph.ts'
import { createOnnxRuntimeEngine } from '../../adapters/onnxruntime/index.ts'
import { withNamedInputs } from '../../onnx/index.ts'
import { createScorer, openScorer, parity, prepareGraph, type Scores, withScorer } from '../../score/index.ts'

const NAMES = ['tenure', 'a column with spaces', 'X_columns']
const graph = matrixGraph([0.5, -0.25, 2], 0.1)
const batch = { rows: 2, columns: [Float64Array.of(1, 1 / 3), Float64Array.of(2, 7), Float64Array.of(0.1, -4)] }

const scores = (bytes: Uint8Array): Promise<Scores> => withScorer(bytes, {}, (scorer) => scorer.score(batch))

it('answers as the matrix did, from columns by name', async () => {
  const named = withNamedInputs(graph, NAMES)
  expect((await createScorer(named)).inputs).toEqual(NAMES.map((name) => ({ name, type: 'double' })))
  expect(await scores(named)).toEqual(await scores(graph))
})

it('is a graph that ONNX Runtime runs alike', async () => {
  const named = withNamedInputs(graph, NAMES)
  const scorer = await openScorer(createOnnxRuntimeEngine(), prepareGraph(named, {}))
  onTestFinished(() => scorer.close())
  expect(parity(await scorer.score(batch), await scores(graph)).maxDifference).toBeLessThan(1e-6)
})

it.each([
  ['too few', ['a', 'b']],
  ['too many', ['a', 'b', 'c', 'd']],
  ['one that the graph uses inside', ['a', 'b', 'probabilities']],
])('refuses names that do not fit: %s', (_, names) => {
  expect(() => withNamedInputs(graph, names)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
})
