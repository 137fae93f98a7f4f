import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

it('does not train on what the champion has learned from already, unless it must', async () => {
  expect(await small.project.retrain()).toMatchObject({ outcome: 'skipped' })
  const forced = await small.project.retrain({ force: true, candidateOnly: true })
  expect(forced).toMatchObject({ training: { model: { version: 2 } }, sources: null })
  expect((await small.project.models.show('small')).model.aliases).toEqual({ champion: 1 })
})

it('has nothing to add where the log has no label', async () => {
  const from = { kind: 'labelled', windowMs: undefined, alone: false } as const
  expect(await small.project.retrain({ from, force: true })).toMatchObject({
    outcome: 'skipped',
    reason: expect.stringContaining('no labelled prediction'),
  })
})
