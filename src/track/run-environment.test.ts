import { expect, test } from 'vitest'
import { runEnvironmentTags } from './run-environment.ts'

const base = { user: 'ada', sourceName: 'train', version: '1.2.3', node: '24.0.0', platform: 'linux-x64' }

test('writes what is known under the names that MLflow reads', () => {
  expect(runEnvironmentTags({ ...base, git: { commit: 'abc', branch: 'main', dirty: true } })).toEqual({
    'mlflow.user': 'ada',
    'mlflow.source.name': 'train',
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.git.commit': 'abc',
    'mlflow.source.git.branch': 'main',
    'modelwright.git.dirty': 'true',
    'modelwright.version': '1.2.3',
    'modelwright.node': '24.0.0',
    'modelwright.platform': 'linux-x64',
  })
})

test('leaves out git outside a repository, and the branch of a detached head', () => {
  const names = Object.keys(runEnvironmentTags(base))
  expect(names.filter((name) => name.includes('git'))).toEqual([])
  expect(runEnvironmentTags({ ...base, git: { commit: 'abc', dirty: false } })).not.toHaveProperty([
    'mlflow.source.git.branch',
  ])
})
