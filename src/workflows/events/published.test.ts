import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test/fixtures/prediction-disk.ts'
import { openSqliteStore } from '../../adapters/sql/index.ts'
import { systemProcesses } from '../../adapters/system/index.ts'
import { withLedgerEvents, withModelEvents } from './published.ts'
import { createPublisher } from './publisher.ts'

async function published() {
  const store = await openSqliteStore({
    path: `${temporaryFolder()}/store.db`,
    clock: Date,
    processes: systemProcesses,
  })
  onTestFinished(store.close)
  const told: [string, unknown][] = []
  const publish = async (name: string, data: object) => void told.push([name, data])
  return {
    models: withModelEvents(store.models, publish),
    ledger: withLedgerEvents(store.ledger, store.models, publish),
    /** Since it was last asked. */
    told: () => told.splice(0),
  }
}

const ada = { by: 'ada' }
const digest = 'a'.repeat(64)
const alias = (version: string) => ['model_version_alias.created', { name: 'm', version, alias: 'champion' }]

test('what MLflow tells of a model', async () => {
  const { models, told } = await published()
  await models.createModel('m', { tags: { a: '1' }, description: 'd' })
  await models.createVersion({ name: 'm', source: 's3://b/m', tags: { k: 'v' } })
  await models.setVersionTag('m', 1, 'k', 'w')
  await models.deleteVersionTag('m', 1, 'k')
  await models.setAlias('m', 'best', 1, ada)
  await models.deleteAlias('m', 'best', ada)
  await models.setModelTag('m', 'b', '2')
  expect(told()).toEqual([
    ['registered_model.created', { name: 'm', tags: { a: '1' }, description: 'd' }],
    [
      'model_version.created',
      { name: 'm', version: '1', source: 's3://b/m', run_id: null, tags: { k: 'v' }, description: null },
    ],
    ['model_version_tag.set', { name: 'm', version: '1', key: 'k', value: 'w' }],
    ['model_version_tag.deleted', { name: 'm', version: '1', key: 'k' }],
    ['model_version_alias.created', { name: 'm', alias: 'best', version: '1' }],
    ['model_version_alias.deleted', { name: 'm', alias: 'best' }],
  ])
})

test('a prompt has events of its own, without the tags that make it one', async () => {
  const { models, told } = await published()
  const tags = { 'mlflow.prompt.is_prompt': 'true', a: '1' }
  await models.createModel('p', { tags })
  await models.createVersion({ name: 'p', source: 'prompt', tags: { ...tags, 'mlflow.prompt.text': 'Hi' } })
  await models.setModelTag('p', 'b', '2')
  await models.setVersionTag('p', 1, 'k', 'v')
  await models.setAlias('p', 'best', 1, ada)
  expect(told()).toEqual([
    ['prompt.created', { name: 'p', tags: { a: '1' }, description: null }],
    ['prompt_version.created', { name: 'p', version: '1', template: 'Hi', tags: { a: '1' }, description: null }],
    ['prompt_tag.set', { name: 'p', key: 'b', value: '2' }],
    ['prompt_version_tag.set', { name: 'p', version: '1', key: 'k', value: 'v' }],
    ['prompt_alias.created', { name: 'p', alias: 'best', version: '1' }],
  ])
})

test('stages, decisions of the gate, promotions and rollbacks; a promotion that changes nothing is none', async () => {
  const { models, ledger, told } = await published()
  const verdict = { said: VERDICT, actor: ada }
  for (const source of ['a', 'b']) await ledger.register({ name: 'm', source, digest, verdict })
  expect(told().map(([name]) => name)).toEqual([
    'registered_model.created',
    'model_version.created',
    'gate_decision.created',
    'model_version.created',
    'gate_decision.created',
  ])
  await models.transitionStage('m', 1, 'Staging', { by: 'ada', reason: 'why' })
  await ledger.promote('m', 1, ada)
  await ledger.promote('m', 1, ada)
  await ledger.promote('m', 2, ada)
  await ledger.rollback('m', ada)
  await ledger.recordVerdict('m', 2, VERDICT, ada)
  const who = { by: 'ada', reason: null }
  expect(told()).toEqual([
    [
      'model_version_stage.set',
      { name: 'm', version: '1', from_stage: 'None', to_stage: 'Staging', by: 'ada', reason: 'why' },
    ],
    ['champion.promoted', { name: 'm', version: '1', previous_version: null, ...who }],
    alias('1'),
    ['champion.promoted', { name: 'm', version: '2', previous_version: '1', ...who }],
    alias('2'),
    ['champion.rolled_back', { name: 'm', version: '1', previous_version: '2', ...who }],
    alias('1'),
    ['gate_decision.created', { name: 'm', version: '2', outcome: 'refused', failed: ['val_auc'], ...who }],
  ])
})

test('nothing is told of what failed', async () => {
  const { models, ledger, told } = await published()
  await expect(models.createVersion({ name: 'm', source: 's' })).rejects.toThrow()
  await expect(models.setVersionTag('m', 1, 'k', 'v')).rejects.toThrow()
  await expect(ledger.promote('m', 1, ada)).rejects.toThrow()
  expect(told()).toEqual([])
})

test('a change stands although its event cannot be kept, and somebody is warned', async () => {
  const warnings: string[] = []
  const full = new Error('disk full')
  const publish = createPublisher(
    { enqueue: () => Promise.reject(full) },
    { warn: (message) => void warnings.push(message), progress: () => {} },
  )
  await publish('registered_model.created', { name: 'm' })
  expect(warnings).toEqual([expect.stringMatching(/registered_model.created.*disk full/)])
})

const VERDICT = {
  outcome: 'refused',
  data: { name: 'x.csv', sha256: digest },
  rows: 100,
  champion: null,
  compared: false,
  policy: ['val_auc ≥ 0.9'],
  failed: ['val_auc'],
} as const
