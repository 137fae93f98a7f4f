import { expect, it } from 'vitest'
import { HOSTILE_GRAPHS } from '../../../test/fixtures/hostile-graphs/index.ts'
import { model, node } from '../../../test/fixtures/onnx-bytes.ts'
import { CUSTOMER, churnGraph } from '../../../test/fixtures/served-model.ts'
import { createScorer, prepareGraph } from '../../score/index.ts'
import { prepareOnThread } from './prepare-on-thread.ts'

const trees = HOSTILE_GRAPHS['trees']!()

it('a graph prepared on a thread answers as one that is prepared here', async () => {
  const { tenure, monthly_charges, contract_type } = CUSTOMER
  const row = {
    rows: 1,
    columns: [[tenure], [monthly_charges], [contract_type], [0]].map((cell) =>
      typeof cell[0] === 'string' ? (cell as string[]) : Float64Array.from(cell as number[]),
    ),
  }
  const graph = churnGraph({ bias: 0.3 })
  expect(await (await createScorer(graph, { prepare: prepareOnThread })).score(row)).toEqual(
    await (await createScorer(graph)).score(row),
  )
  const deep = trees.find(({ harmless }) => harmless)!.bytes
  const number = { rows: 3, columns: [Float64Array.of(0, 1, Number.NaN)] }
  const prepared = await prepareOnThread(deep, {})
  expect([...prepared.layouts.keys()]).toEqual(['y'])
  expect(prepared.model.nodes[0]!.attributes.has('nodes_values')).toBe(false)
  const scorer = await createScorer(deep, { prepare: async () => prepared })
  expect(await scorer.score(number)).toEqual(await (await createScorer(deep)).score(number))
})

it('a refusal says the same from a thread as from here', async () => {
  for (const { bytes } of trees.slice(0, 3)) {
    const here = await createScorer(bytes).catch((error: unknown) => error)
    await expect(prepareOnThread(bytes, {})).rejects.toEqual(here)
  }
})

it('a graph for another engine comes back with the reason', async () => {
  const graph = model({ nodes: [node({ op: 'Sin', in: ['x'], out: ['y'] })] })
  const { unsupported, bytes } = await prepareOnThread(graph, {})
  expect(unsupported).toEqual(prepareGraph(graph, {}).unsupported)
  expect(unsupported?.code).toBe('MODEL_OPERATOR_UNSUPPORTED')
  expect(bytes).toEqual(graph)
  await expect(createScorer(graph, { prepare: prepareOnThread })).rejects.toMatchObject({ where: "node 'y'" })
})
