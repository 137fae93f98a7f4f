import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

it('lists the newest first, and finds a run by its name or the beginning of its id', async () => {
  const { runs } = small.project
  await small.project.train({ tags: { why: 'again' } })
  const [newest, first, ...others] = await runs.list()
  expect([newest!.tags['why'], first!.tags['why'], others]).toEqual(['again', undefined, []])
  expect(await runs.list({ limit: 1 })).toEqual([newest])
  expect((await runs.find(newest!.runId.slice(0, 12))).runId).toBe(newest!.runId)
  expect((await runs.find(first!.runName)).runId).toBe(first!.runId)
})

it('compares runs by what differs, and counts what does not', async () => {
  const { runs } = small.project
  const ids = (await runs.list()).map(({ runId }) => runId)
  const compared = await runs.compare(ids)
  expect(compared.params).toEqual({})
  expect(compared.sameParams).toBeGreaterThan(5)
  expect(compared.metrics['val_auc']).toHaveLength(ids.length)
})

it('refuses a limit of none, an experiment and a run that are not there', async () => {
  const { runs } = small.project
  await expect(runs.list({ limit: 0 })).rejects.toMatchObject({ code: 'USAGE' })
  await expect(runs.list({ experiment: 'other' })).rejects.toThrow('There are:')
  await expect(runs.find('nothing')).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
})
