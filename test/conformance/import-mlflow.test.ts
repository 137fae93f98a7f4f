// A store that MLflow's own client wrote, imported from its database.
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openProject } from '../../src/app/index.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'
import { runPython } from './python.ts'

afterAll(removeSmallProjects)

it('runs, histories, artifacts, versions, stages, aliases and logged models of an mlflow.db come over', async () => {
  const folder = await smallProject({})
  const made = await runPython<{ run: string; model: string }>('mlflow3', 'mlflow_store.py', { folder })
  const project = await openProject({ cwd: folder, env: {} })
  const result = await project.importMlflow(join(folder, 'mlflow.db'))
  expect(result).toMatchObject({
    found: { runs: 3, params: 2, metricPoints: 302, artifacts: 1, loggedModels: 1, models: 1, versions: 2 },
    elsewhere: 0,
  })
  expect(await project.importMlflow(join(folder, 'mlflow.db'))).toMatchObject({ alreadyThere: 3 })
  const { versions } = await project.models.show('churn')
  expect(versions.map(({ version: { version, stage, aliases, runId } }) => [version, stage, aliases, runId])).toEqual([
    [3, 'Production', ['champion'], made.run],
    [1, 'None', [], made.run],
  ])
  expect((await project.runs.list({ limit: 10 })).map(({ runName }) => runName).toSorted()).toEqual(['child', 'one'])
  await project.close()
})

it('artifacts outside of the named folder are refused', async () => {
  const folder = await smallProject({})
  await runPython('mlflow3', 'mlflow_store.py', { folder })
  const project = await openProject({ cwd: folder, env: {} })
  const artifacts = join(folder, 'elsewhere')
  await expect(project.importMlflow(join(folder, 'mlflow.db'), { artifacts })).rejects.toMatchObject({
    code: 'NAME_INVALID',
    message: expect.stringContaining('--artifacts'),
  })
  await project.close()
})

it('an mlruns folder comes over with its registry, also from another place than it was written at', async () => {
  const folder = await smallProject({})
  const made = await runPython<{ run: string }>('mlflow2', 'mlruns_store.py', { folder })
  await rename(join(folder, 'mlruns'), join(folder, 'moved'))
  const project = await openProject({ cwd: folder, env: {} })
  const found = { experiments: 3, runs: 2, params: 2, metricPoints: 301, artifacts: 1, models: 1, versions: 2 }
  expect(await project.importMlflow(join(folder, 'moved'))).toMatchObject({ found, alreadyThere: 0, elsewhere: 0 })
  expect(await project.importMlflow(join(folder, 'moved'))).toMatchObject({ found, alreadyThere: 2 })
  const run = (await project.runs.list({ limit: 10 })).find(({ runId }) => runId === made.run)!
  expect(run).toMatchObject({
    params: { depth: '3', 'a/b': 'ä' },
    metrics: { 'loss/train': { step: 299 } },
    inputs: [{ name: 'train', tags: { 'mlflow.data.context': 'training' } }],
  })
  const { versions } = await project.models.show('churn')
  expect(versions.map(({ version: { version, stage, source } }) => [version, stage, source])).toEqual([
    [3, 'Production', `${run.artifactUri}/model`],
    [1, 'None', `${run.artifactUri}/model`],
  ])
  await project.close()
})
