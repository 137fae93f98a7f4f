import { expect, it } from 'vitest'
import { churnGraph } from '../../test/fixtures/served-model.ts'
import { describeEngine } from '../../test/suites/engine.suite.ts'
import { createCompiledEngine } from './compiled-engine.ts'
import { createScorer } from './create-scorer.ts'
import { prepareGraph } from './prepared-graph.ts'

describeEngine('compiled', () => createCompiledEngine())

const rows = 100
/** Rows with a contract that training did not see: every second one. */
const batch = {
  rows,
  columns: [
    Float64Array.from({ length: rows }, (_, i) => i),
    new Float64Array(rows),
    Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 'Month-to-month' : 'x')),
    new Float64Array(rows),
  ],
}
/** So little memory that the batch is run in parts. */
const small = { limits: { memoryBytes: 2 ** 15 } }

it('cuts a batch whose values would take more memory than the model may', async () => {
  const { rowsAtOnce } = await createCompiledEngine(small.limits).open(prepareGraph(churnGraph(), small.limits))
  expect(rowsAtOnce).toBeGreaterThan(1)
  expect(rowsAtOnce).toBeLessThan(rows / 2)
})

it('counts categories that training did not see over all parts of a batch, and anew for the next', async () => {
  const [whole, parts] = [await createScorer(churnGraph()), await createScorer(churnGraph(), small)]
  for (const scorer of [whole, parts, parts]) {
    expect((await scorer.score(batch)).unseen).toEqual(new Map([['contract_type', rows / 2]]))
  }
  expect(await parts.score(batch)).toEqual(await whole.score(batch))
})

it('names a row with an unknown category as one of the whole batch', async () => {
  const scorer = await createScorer(churnGraph({ strict: true }), small)
  const contracts = Array.from({ length: rows }, (_, i) => (i < 93 ? 'Month-to-month' : 'x'))
  const strict = { rows, columns: batch.columns.map((column, i) => (i === 2 ? contracts : column)) }
  expect(() => scorer.score(strict)).toThrow(
    expect.objectContaining({
      code: 'CATEGORY_UNKNOWN',
      where: 'row 94',
      details: expect.objectContaining({ row: 93 }),
    }),
  )
})
