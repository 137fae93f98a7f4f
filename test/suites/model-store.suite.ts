// What every adapter of ModelStore must do.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppErrorCode } from '../../src/core/index.ts'
import {
  type Actor,
  type ChampionLedger,
  type ModelStore,
  type ModelVersion,
  type Stage,
  type Transition,
  versionsOf,
} from '../../src/registry/index.ts'
import { attribute, everyItem, tagged } from '../../src/track/index.ts'

export interface OpenModelStore {
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  close(): Promise<void>
}

/** Replays a history, oldest line first: the stage of each version and the version of each alias. */
function replay(history: readonly Transition[]): { stages: Map<number, string>; aliases: Map<string, number> } {
  const stages = new Map<number, string>()
  const aliases = new Map<string, number>()
  for (const { kind, subject, version, from, to } of history) {
    if (kind === 'stage') {
      expect(from).toBe(stages.get(version) ?? 'None')
      stages.set(version, to ?? 'deleted')
    } else if (kind === 'alias') {
      expect(from).toBe(aliases.has(subject) ? String(aliases.get(subject)) : null)
      if (to === null) aliases.delete(subject)
      else aliases.set(subject, Number(to))
    }
  }
  return { stages, aliases }
}

/** The state of a model is what its history says, and its aliases point at versions that exist. */
export async function expectConsistent(
  { models, ledger }: Pick<OpenModelStore, 'models' | 'ledger'>,
  name: string,
): Promise<readonly ModelVersion[]> {
  const { stages, aliases } = replay((await ledger.history(name)).toReversed())
  const versions = await versionsOf(models, name)
  for (const { version, stage } of versions) expect(stage).toBe(stages.get(version) ?? 'None')
  const model = await models.getModel(name)
  const told = [...aliases].map(([subject, version]) => [subject.replace('alias:', ''), version])
  expect(model.aliases).toEqual(Object.fromEntries(told))
  for (const [alias, number] of Object.entries(model.aliases)) {
    expect(versions.find(({ version }) => version === number)?.aliases).toContain(alias)
  }
  return versions
}

const refusal = (code: AppErrorCode) => expect.objectContaining({ code })
const ada: Actor = { by: 'ada', reason: 'better' }

/** @param open a new, empty store */
export function describeModelStore(name: string, open: () => Promise<OpenModelStore>): void {
  let store: OpenModelStore
  let models: ModelStore
  let ledger: ChampionLedger

  const add = (model = 'churn') => ledger.register({ name: model, source: '0/r/artifacts/model', digest: 'd' })
  const addMany = async (count: number) => {
    for (let i = 0; i < count; i++) await add()
  }
  const stages = async () => (await versionsOf(models, 'churn')).map(({ stage }) => stage).reverse()

  describe(`model store: ${name}`, () => {
    beforeEach(async () => {
      store = await open()
      models = store.models
      ledger = store.ledger
    })
    afterEach(() => store.close())

    test('makes the model with its first version, and counts on', async () => {
      const first = await ledger.register({
        name: 'churn',
        source: '1/abc/artifacts/model',
        digest: 'd',
        runId: 'abc',
        description: 'first',
        tags: { a: 'b' },
      })
      expect(first).toMatchObject({
        version: 1,
        stage: 'None',
        runId: 'abc',
        description: 'first',
        tags: { a: 'b' },
        aliases: [],
      })
      expect((await add()).version).toBe(2)
      expect(await models.getVersion('churn', 1)).toEqual(first)
      expect((await versionsOf(models, 'churn')).map(({ version }) => version)).toEqual([2, 1])
      expect((await models.searchModels()).items.map((model) => model.name)).toEqual(['churn'])
    })

    test('takes a version of any source and no digest, of a model that exists', async () => {
      const source = 's3://bucket/models/m-1'
      await expect(models.createVersion({ name: 'fraud', source })).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      await models.createModel('fraud')
      const made = await models.createVersion({ name: 'fraud', source, runId: 'r', description: 'd', tags: { a: 'b' } })
      expect(made).toMatchObject({ version: 1, source, digest: null, runId: 'r', description: 'd', tags: { a: 'b' } })
      expect(await ledger.promote('fraud', 1, ada)).toMatchObject({ stage: 'Production', aliases: ['champion'] })
      for (const bad of ['', 'a\nb', 'x'.repeat(2001)]) {
        const refused = models.createVersion({ name: 'fraud', source: bad })
        await expect(refused).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
      await expectConsistent(store, 'fraud')
    })

    test('renames a model with all that it has', async () => {
      await addMany(2)
      await ledger.promote('churn', 2, ada)
      await models.setModelTag('churn', 'k', 'v')
      await models.setVersionTag('churn', 1, 'k', 'v')
      await models.createModel('taken')
      await expect(models.renameModel('churn', 'taken')).rejects.toEqual(refusal('RESOURCE_ALREADY_EXISTS'))
      await expect(models.renameModel('churn', 'a/b')).rejects.toEqual(refusal('NAME_INVALID'))
      await expect(models.renameModel('absent', 'b')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      const before = await ledger.revision()
      const renamed = await models.renameModel('churn', 'leavers')
      expect(renamed).toMatchObject({ name: 'leavers', tags: { k: 'v' }, aliases: { champion: 2 } })
      expect(await ledger.revision()).toBeGreaterThan(before)
      await expect(models.getModel('churn')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect((await models.getVersion('leavers', 1)).tags).toEqual({ k: 'v' })
      await expectConsistent(store, 'leavers')
      expect((await add('leavers')).version).toBe(3)
    })

    test('deletes a model with all that it has; one of the same name begins anew', async () => {
      await addMany(2)
      await ledger.promote('churn', 2, ada)
      const before = await ledger.revision()
      await models.deleteModel('churn')
      expect(await ledger.revision()).toBeGreaterThan(before)
      expect(await versionsOf(models, 'churn')).toEqual([])
      await expect(models.deleteModel('churn')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await add()).toMatchObject({ version: 1, aliases: [], tags: {} })
      await expect(ledger.rollback('churn', ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
    })

    test('describes and tags models and versions', async () => {
      await addMany(1)
      expect((await models.describeModel('churn', 'who leaves')).description).toBe('who leaves')
      expect((await models.describeVersion('churn', 1, 'first')).description).toBe('first')
      await models.setModelTag('churn', 'a', '1')
      await models.setVersionTag('churn', 1, 'b', '2')
      for (let i = 0; i < 2; i++) await models.deleteModelTag('churn', 'a')
      for (let i = 0; i < 2; i++) await models.deleteVersionTag('churn', 1, 'b')
      expect([(await models.getModel('churn')).tags, (await models.getVersion('churn', 1)).tags]).toEqual([{}, {}])
      await expect(models.describeVersion('churn', 9, 'x')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
    })

    test('searches models and versions by filter, order and pages', async () => {
      for (const model of ['c', 'a', 'b', 'a']) await add(model)
      await models.setModelTag('b', 'team', 'crm')
      await models.setVersionTag('a', 2, 'k', 'v')
      const namesOf = async (search: Parameters<ModelStore['searchModels']>[0]) =>
        (await everyItem((page) => models.searchModels({ ...search, ...page }))).map((model) => model.name)
      expect(await namesOf({ maxResults: 1 })).toEqual(['a', 'b', 'c'])
      expect(await namesOf({ filter: { operator: 'LIKE', field: attribute('name'), value: 'A%' } })).toEqual([])
      expect(await namesOf({ filter: tagged({ team: 'crm' }) })).toEqual(['b'])
      expect(await namesOf({ orderBy: [{ field: attribute('name'), ascending: false }] })).toEqual(['c', 'b', 'a'])
      const found = async (search: Parameters<ModelStore['searchVersions']>[0]) =>
        (await everyItem((page) => models.searchVersions({ ...search, ...page }))).map(
          (at) => `${at.name}${at.version}`,
        )
      expect((await found({ maxResults: 1 })).sort()).toEqual(['a1', 'a2', 'b1', 'c1'])
      expect(await found({ filter: tagged({ k: 'v' }) })).toEqual(['a2'])
      expect(await found({ filter: { operator: 'IS NULL', field: attribute('run_id') } })).toHaveLength(4)
      expect(await found({ filter: { operator: '>', field: attribute('version_number'), value: 1 } })).toEqual(['a2'])
      await expect(models.searchModels({ maxResults: 1001 })).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
    })

    test('makes a model without a version, once', async () => {
      const model = await models.createModel('fraud', { description: 'x', tags: { k: 'v' } })
      expect(model).toMatchObject({ name: 'fraud', description: 'x', tags: { k: 'v' }, aliases: {} })
      await expect(models.createModel('fraud')).rejects.toEqual(refusal('RESOURCE_ALREADY_EXISTS'))
      await expect(models.getLatestVersion('fraud')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await models.getLatestVersions('fraud')).toEqual([])
    })

    test.each(['', 'a/b', 'a:b', '..', 'x'.repeat(257)])('refuses the model name %j', async (bad) => {
      await expect(add(bad)).rejects.toEqual(refusal('NAME_INVALID'))
      await expect(models.createModel(bad)).rejects.toEqual(refusal('NAME_INVALID'))
    })

    test('never uses the number of a deleted version again, and drops its aliases', async () => {
      await addMany(2)
      await models.setAlias('churn', 'challenger', 2, ada)
      await models.deleteVersion('churn', 2, ada)
      await expect(models.getVersion('churn', 2)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      await expect(models.getVersionByAlias('churn', 'challenger')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect((await add()).version).toBe(3)
      await expectConsistent(store, 'churn')
    })

    test('archives the others on a move to Staging or Production only, stages in any case', async () => {
      await addMany(2)
      const archiveExisting = { archiveExisting: true }
      await models.transitionStage('churn', 1, 'staging' as Stage, ada)
      expect(await models.transitionStage('churn', 2, 'STAGING' as Stage, ada, archiveExisting)).toMatchObject({
        stage: 'Staging',
      })
      expect(await stages()).toEqual(['Archived', 'Staging'])
      for (const stage of ['None', 'Archived'] as const) {
        const moved = models.transitionStage('churn', 2, stage, ada, archiveExisting)
        await expect(moved).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
      const unknown = models.transitionStage('churn', 2, 'Prod' as Stage, ada)
      await expect(unknown).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
    })

    test('knows the newest version of each stage, and of all', async () => {
      await addMany(4)
      for (const version of [1, 2]) await models.transitionStage('churn', version, 'Production', ada)
      expect((await models.getLatestVersion('churn')).version).toBe(4)
      expect((await models.getLatestVersion('churn', 'production' as Stage)).version).toBe(2)
      await expect(models.getLatestVersion('churn', 'Staging')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect((await models.getLatestVersions('churn')).map(({ version }) => version)).toEqual([4, 2])
      expect((await models.getLatestVersions('churn', ['Production'])).map(({ version }) => version)).toEqual([2])
    })

    test('gives an alias to one version at a time; deleting a missing one succeeds', async () => {
      await addMany(2)
      await models.setAlias('churn', 'challenger', 1, ada)
      await models.setAlias('churn', 'challenger', 2, ada)
      expect((await models.getModel('churn')).aliases).toEqual({ challenger: 2 })
      await models.deleteAlias('churn', 'challenger', ada)
      await models.deleteAlias('churn', 'challenger', ada)
      expect((await models.getModel('churn')).aliases).toEqual({})
      await expect(models.setAlias('churn', 'x', 9, ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      for (const alias of ['latest', 'v1', 'a b', 'x'.repeat(256), '']) {
        await expect(models.setAlias('churn', alias, 1, ada)).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
    })

    test('keeps tags of versions, up to 100,000 characters', async () => {
      await addMany(1)
      await models.setVersionTag('churn', 1, 'gate', 'passed')
      await models.setVersionTag('churn', 1, 'gate', 'refused')
      expect((await models.getVersion('churn', 1)).tags).toEqual({ gate: 'refused' })
      const long = models.setVersionTag('churn', 1, 'k', 'x'.repeat(100_001))
      await expect(long).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      await expect(models.setVersionTag('churn', 2, 'k', 'v')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
    })

    test('says which model or version does not exist', async () => {
      const missing = refusal('RESOURCE_DOES_NOT_EXIST')
      for (const ask of [
        () => models.getModel('x'),
        () => ledger.history('x'),
        () => ledger.promote('x', 1, ada),
        () => ledger.rollback('x', ada),
        () => models.getVersionByAlias('x', 'champion'),
      ]) {
        await expect(ask()).rejects.toEqual(missing)
      }
      await addMany(1)
      await expect(ledger.promote('churn', 2, ada)).rejects.toEqual(missing)
    })
  })
}
