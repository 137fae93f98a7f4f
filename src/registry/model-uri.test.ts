import { expect, test } from 'vitest'
import { parseModelUri } from './model-uri.ts'

const RUN = 'a'.repeat(32)

test.each([
  ['models:/churn/1', { kind: 'version', name: 'churn', version: 1 }],
  ['models:/churn model/12', { kind: 'version', name: 'churn model', version: 12 }],
  ['models:/churn@champion', { kind: 'alias', name: 'churn', alias: 'champion' }],
  ['models:/churn/production', { kind: 'stage', name: 'churn', stage: 'Production' }],
  ['models:/churn/Latest', { kind: 'latest', name: 'churn' }],
  [`runs:/${RUN}/model/sub`, { kind: 'run', runId: RUN, path: 'model/sub' }],
  ['./models/churn', { kind: 'folder', path: './models/churn' }],
  ['/srv/models/churn', { kind: 'folder', path: '/srv/models/churn' }],
])('reads %s', (uri, parsed) => {
  expect(parseModelUri(uri)).toEqual(parsed)
})

test.each([
  '',
  'models:',
  'models:/',
  'models:/churn',
  'models:/churn/',
  'models:/churn/0',
  'models:/churn/1/2',
  'models:/churn/99999999999999999999',
  'models:/churn@',
  'models:/churn@a@b',
  'models://server@host/churn/1',
  'models:/../1',
  'models:/%2e%2e%2fetc/1',
  'models:/a#b/1',
  'models:/a%2fb@champion',
  `runs:/${RUN}`,
  `runs:/${RUN}/`,
  `runs:/${RUN}/../../etc`,
  `runs:/${RUN}/a%2f..%2f..%2fetc`,
  `runs:/${RUN}/a#b`,
  `runs:/${RUN.toUpperCase()}/model`,
  'file:///etc/passwd',
  'https://evil.example/model',
  's3://bucket/model',
  '/srv/%2e%2e/x',
  '/srv/a#fragment',
  '/srv/a\0b',
])('refuses %j', (uri) => {
  expect(() => parseModelUri(uri)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }))
})

test.each(['models:/churn/Prod', 'models:/churn@latest', 'models:/churn@v2', 'models:/churn@a b'])(
  'refuses the unknown stage or reserved alias of %j',
  (uri) => {
    expect(() => parseModelUri(uri)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }))
  },
)

test('suggests the stage that was meant', () => {
  expect(() => parseModelUri('models:/churn/Prodction')).toThrow(/did you mean 'Production'/)
})
