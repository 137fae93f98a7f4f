// The folder of artifacts is deleted under a project: commands say so in words, a running server goes on, and a training with a forced promotion brings everything back.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { openProject, serveModel } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'

it('a deleted artifact folder is named, stops no server, and is healed by training and a forced promotion', async () => {
  const folder = temporaryFolder()
  await writeFile(join(folder, 'churn.csv'), churnCsv({ rows: 400, seed: 1, period: 'now' }))
  await writeFile(
    join(folder, 'modelwright.yaml'),
    'data: { train_path: churn.csv, target_column: churned }\nmodel: { n_estimators: 5, max_depth: 3 }\n',
  )
  const cli = (...args: string[]) => commandLine(folder, args)
  expect((await cli('train')).code).toBe(0)
  expect((await cli('promote', 'churn', '1', '--force')).code).toBe(0)
  const opened = await openProject({ cwd: folder, env: {} })
  const { server } = await serveModel(opened, { uri: 'models:/churn@champion', port: 0, logLevel: 'silent' })
  const example = JSON.parse((await server.app.inject({ url: '/openapi.json' })).body) as {
    paths: { '/predict': unknown }
  }
  expect(example.paths['/predict']).toBeDefined()
  await rm(join(folder, '.modelwright/artifacts'), { recursive: true })

  for (const args of [
    ['promote', 'churn', '1'],
    ['card', 'churn'],
    ['predict', 'churn.csv'],
    ['drift'],
    ['performance'],
  ]) {
    const { code, err } = await cli(...args)
    expect([args[0], code, err]).toEqual([args[0], expect.any(Number), expect.stringContaining('ARTIFACT_')])
    expect(code).not.toBe(70)
  }
  expect((await cli('models', 'list')).code).toBe(0)
  expect((await cli('runs', 'list')).code).toBe(0)
  expect((await cli('doctor')).out).toMatch(/^✗ champion: .+/m)
  expect((await server.app.inject({ url: '/ready' })).statusCode).toBe(200)

  // A champion that cannot be scored refuses every candidate; the way out is to say so.
  const retrained = await cli('train')
  expect([retrained.code, retrained.out]).toEqual([1, expect.stringContaining('could not be scored on the same rows')])
  expect((await cli('promote', 'churn', '2', '--force')).code).toBe(0)
  expect((await cli('predict', 'churn.csv')).code).toBe(0)
  await server.drain({ graceMs: 0 })
  await opened.close()
})
