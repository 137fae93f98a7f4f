import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

it('scores a file and writes it again with the answers', async () => {
  const output = join(small.folder, 'scored.csv')
  const request = { model: 'models:/small@champion', input: join(small.folder, 'new.csv') }
  const { rows, counts, version } = await small.project.predict({ ...request, output })
  expect([rows, version, counts['no']! + counts['yes']!]).toEqual([80, 1, 80])
  expect((await readFile(output, 'utf8')).split('\n')[0]).toBe('a,b,c,y,prediction,probability')
  await expect(small.project.predict({ ...request, output: request.input })).rejects.toMatchObject({ code: 'USAGE' })
})

it('decides by the threshold of the config at hand, and says that it is not the judged one', async () => {
  const input = join(small.folder, 'new.csv')
  const { counts } = await small.project.predict({ model: 'models:/small/1', input, serving: { threshold: 0 } })
  expect(counts).toEqual({ no: 0, yes: 80 })
  expect(small.warnings.join()).toContain("answers with the config's 0")
})

it('follows a reference: its revision changes with the champion, and a folder never does', async () => {
  const { models, folder } = small.project
  const source = models.follow({ uri: 'models:/small@champion' })
  const before = await source.revision()
  const { model } = await source.load()
  await model.scorer.close()
  expect([model.version, model.example]).toEqual(['1', expect.objectContaining({ a: expect.anything() })])
  const { model: second } = await small.project.train()
  await models.promote({ model: 'small', version: second.version }, { force: true })
  expect(await source.revision()).not.toBe(before)
  const uri = join(folder, 'artifacts', (await models.show('small')).versions[0]!.version.source)
  expect(await models.follow({ uri }).revision()).toBe(uri)
})
