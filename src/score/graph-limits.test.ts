import { describe, expect, it } from 'vitest'
import { INT64, model, node, tensor, value } from '../../test/fixtures/onnx-bytes.ts'
import { createScorer } from './create-scorer.ts'

/** x eight times side by side, its sum doubled: 32 bytes a row at least. */
const wide = model({
  nodes: [
    node({ op: 'Concat', in: Array.from({ length: 8 }, () => 'x'), out: ['row'], with: { axis: 1 } }),
    node({ op: 'ReduceSum', in: ['row', 'one'], out: ['y'] }),
  ],
  constants: [tensor('one', INT64, [1], [1])],
})

describe('a graph', () => {
  it('is refused with the name of the node that would make too much', async () => {
    const nodes = Array.from({ length: 40 }, (_, i) =>
      node({ op: 'Concat', in: [`d${i}`, `d${i}`], out: [`d${i + 1}`], name: `step ${i}`, with: { axis: 1 } }),
    )
    const endless = model({ nodes, inputs: [value('d0')], outputs: [value('d40')] })
    await expect(createScorer(endless)).rejects.toMatchObject({
      code: 'MODEL_TOO_COSTLY',
      where: expect.stringMatching(/^node 'step 1\d'$/),
      fix: expect.stringContaining('limits.memory_mb'),
    })
  })

  it('answers a batch in parts where the whole would take more memory than it may', async () => {
    const rows = 10_001
    const columns = [Float64Array.from({ length: rows }, (_, i) => i)]
    const limited = await createScorer(wide, { limits: { memoryBytes: 32 * 1024 } })
    const scores = await limited.score({ rows, columns })
    expect(scores).toEqual(await (await createScorer(wide)).score({ rows, columns }))
    expect(scores.kind === 'values' && scores.values[10_000]).toBe(80_000)
  })

  it('of an operator set that is newer than the compiler is left to another engine', async () => {
    const future = model({ nodes: [node({ op: 'Identity', in: ['x'], out: ['y'] })] }, [['', 999]])
    await expect(createScorer(future)).rejects.toMatchObject({
      code: 'MODEL_OPERATOR_UNSUPPORTED',
      message: expect.stringContaining('operator set 999'),
    })
  })
})
