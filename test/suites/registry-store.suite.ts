// What every adapter of RegistryStore must do.
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AppErrorCode, isAppError } from '../../src/core/index.ts'
import type { Actor, GateVerdict, ModelVersion, RegistryStore, Stage, Transition } from '../../src/registry/index.ts'

export interface OpenRegistryStore {
  readonly registry: RegistryStore
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
export async function expectConsistent(registry: RegistryStore, name: string): Promise<readonly ModelVersion[]> {
  const { stages, aliases } = replay((await registry.history(name)).toReversed())
  const versions = await registry.listVersions(name)
  for (const { version, stage } of versions) expect(stage).toBe(stages.get(version) ?? 'None')
  const model = await registry.getModel(name)
  const told = [...aliases].map(([subject, version]) => [subject.replace('alias:', ''), version])
  expect(model.aliases).toEqual(Object.fromEntries(told))
  for (const [alias, number] of Object.entries(model.aliases)) {
    expect(versions.find(({ version }) => version === number)?.aliases).toContain(alias)
  }
  return versions
}

const refusal = (code: AppErrorCode) => expect.objectContaining({ code })
const ada: Actor = { by: 'ada', reason: 'better' }

const verdict = (outcome: 'passed' | 'refused', sha256: string, champion: number | null): GateVerdict => ({
  outcome,
  data: { name: `${sha256}.csv`, sha256 },
  rows: 100,
  champion,
  compared: true,
  policy: ['val_auc ≥ 0.9'],
  failed: [],
})

/** @param open a new, empty store */
export function describeRegistryStore(name: string, open: () => Promise<OpenRegistryStore>): void {
  let store: OpenRegistryStore
  let registry: RegistryStore

  beforeEach(async () => {
    store = await open()
    registry = store.registry
  })
  afterEach(() => store.close())

  const add = (model = 'churn') => registry.createVersion({ name: model, source: '0/r/artifacts/model', digest: 'd' })
  const addMany = async (count: number) => {
    for (let i = 0; i < count; i++) await add()
  }
  const stages = async () => (await registry.listVersions('churn')).map(({ stage }) => stage).reverse()
  const champion = async () => (await registry.getVersionByAlias('churn', 'champion')).version

  describe(`registry: ${name}`, () => {
    test('makes the model with its first version, and counts on', async () => {
      const first = await registry.createVersion({
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
      expect(await registry.getVersion('churn', 1)).toEqual(first)
      expect((await registry.listVersions('churn')).map(({ version }) => version)).toEqual([2, 1])
      expect((await registry.listModels()).map((model) => model.name)).toEqual(['churn'])
    })

    test('makes a model without a version, once', async () => {
      const model = await registry.createModel('fraud', { description: 'x', tags: { k: 'v' } })
      expect(model).toMatchObject({ name: 'fraud', description: 'x', tags: { k: 'v' }, aliases: {} })
      await expect(registry.createModel('fraud')).rejects.toEqual(refusal('RESOURCE_ALREADY_EXISTS'))
      await expect(registry.getLatestVersion('fraud')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await registry.getLatestVersions('fraud')).toEqual([])
    })

    test.each(['', 'a/b', 'a:b', '..', 'x'.repeat(257)])('refuses the model name %j', async (bad) => {
      await expect(add(bad)).rejects.toEqual(refusal('NAME_INVALID'))
      await expect(registry.createModel(bad)).rejects.toEqual(refusal('NAME_INVALID'))
    })

    test.each(['/etc', '../x', 'a/../b', 'a%2f..%2fb', 'file:///etc', 'a#b'])(
      'refuses the source %j',
      async (source) => {
        await expect(registry.createVersion({ name: 'churn', source, digest: 'd' })).rejects.toEqual(
          refusal('NAME_INVALID'),
        )
        await expect(registry.getModel('churn')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      },
    )

    test('never uses the number of a deleted version again, and drops its aliases', async () => {
      await addMany(2)
      await registry.setAlias('churn', 'challenger', 2, ada)
      await registry.deleteVersion('churn', 2, ada)
      await expect(registry.getVersion('churn', 2)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      await expect(registry.getVersionByAlias('churn', 'challenger')).rejects.toEqual(
        refusal('RESOURCE_DOES_NOT_EXIST'),
      )
      expect((await add()).version).toBe(3)
      await expectConsistent(registry, 'churn')
    })

    test('promotes: alias and stage move, the one before is archived, the history tells it', async () => {
      await addMany(2)
      await registry.promote('churn', 1, { by: 'bob' })
      const promoted = await registry.promote('churn', 2, ada)
      expect(promoted).toMatchObject({ version: 2, stage: 'Production', aliases: ['champion'] })
      expect(await registry.getVersion('churn', 1)).toMatchObject({ stage: 'Archived', aliases: [] })
      const lines = (await registry.history('churn')).slice(0, 3)
      expect(lines.map(({ subject, version, from, to }) => [subject, version, from, to])).toEqual([
        ['alias:champion', 2, '1', '2'],
        ['stage', 2, 'None', 'Production'],
        ['stage', 1, 'Production', 'Archived'],
      ])
      for (const line of lines) expect(line).toMatchObject({ by: 'ada', reason: 'better', action: 'promote' })
      await expectConsistent(registry, 'churn')
    })

    test('promotes over a champion only while it is that one', async () => {
      await addMany(3)
      await registry.promote('churn', 1, ada, null)
      await registry.promote('churn', 2, ada, 1)
      await expect(registry.promote('churn', 3, ada, 1)).rejects.toEqual(refusal('CHAMPION_CHANGED'))
      await expect(registry.promote('churn', 3, ada, null)).rejects.toEqual(refusal('CHAMPION_CHANGED'))
      expect((await registry.getVersionByAlias('churn', 'champion')).version).toBe(2)
      await expectConsistent(registry, 'churn')
    })

    test('changes nothing when the champion is promoted again', async () => {
      await addMany(1)
      await registry.promote('churn', 1, ada)
      const [lines, revision] = [await registry.history('churn'), await registry.revision('churn')]
      await registry.promote('churn', 1, ada)
      expect([await registry.history('churn'), await registry.revision('churn')]).toEqual([lines, revision])
    })

    test('promotion archives whatever else was in Production', async () => {
      await addMany(3)
      await registry.transitionStage('churn', 1, 'Production', ada)
      await registry.transitionStage('churn', 2, 'Production', ada)
      await registry.promote('churn', 3, ada)
      expect(await stages()).toEqual(['Archived', 'Archived', 'Production'])
    })

    test('rolls back one champion at a time and never forth again', async () => {
      await addMany(4)
      for (const version of [1, 2, 3, 1]) await registry.promote('churn', version, ada)
      const walked: number[] = []
      for (let i = 0; i < 3; i++) walked.push((await registry.rollback('churn', ada)).version)
      expect(walked).toEqual([3, 2, 1])
      await expect(registry.rollback('churn', ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await champion()).toBe(1)
      expect(await stages()).toEqual(['Production', 'Archived', 'Archived', 'None'])
      await registry.promote('churn', 4, ada)
      expect((await registry.rollback('churn', ada)).version).toBe(1)
      await expectConsistent(registry, 'churn')
    })

    test('rolls back past a deleted version', async () => {
      await addMany(3)
      for (const version of [1, 2, 3]) await registry.promote('churn', version, ada)
      await registry.deleteVersion('churn', 2, ada)
      expect(await registry.rollback('churn', ada)).toMatchObject({ version: 1, stage: 'Production' })
    })

    test('keeps what the gate said as lines of history, and says in the tags what stands', async () => {
      const first = verdict('refused', 'a', null)
      const made = await registry.createVersion({
        name: 'churn',
        source: 'x',
        digest: 'd',
        verdict: { said: first, actor: { by: 'ada', reason: 'train' } },
      })
      expect(made.tags).toEqual({ 'modelwright.gate': 'refused', 'modelwright.gate.champion': 'none' })
      const before = await registry.revision('churn')
      const judged = await registry.recordVerdict('churn', 1, verdict('passed', 'b', 2), { by: 'bob' })
      expect(judged.tags).toEqual({ 'modelwright.gate': 'refused', 'modelwright.gate.champion': '2' })
      await registry.recordVerdict('churn', 1, verdict('passed', 'a', 2), { by: 'bob' })
      expect((await registry.getVersion('churn', 1)).tags['modelwright.gate']).toBe('passed')
      const lines = await registry.history('churn')
      expect(lines.at(-1)).toMatchObject({ kind: 'gate', subject: 'gate', to: 'refused', by: 'ada', reason: 'train' })
      expect(lines.at(-1)!.verdict).toEqual(first)
      expect(await registry.revision('churn')).toBeGreaterThan(before)
      await expect(registry.recordVerdict('churn', 9, first, ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      await expectConsistent(registry, 'churn')
    })

    test('a rollback to another version than was looked at changes nothing', async () => {
      await addMany(3)
      for (const version of [1, 2, 3]) await registry.promote('churn', version, ada)
      await expect(registry.rollback('churn', ada, 1)).rejects.toEqual(refusal('CHAMPION_CHANGED'))
      expect((await registry.rollback('churn', ada, 2)).version).toBe(2)
    })

    test('a deleted champion leaves its place empty until a rollback fills it', async () => {
      await addMany(2)
      for (const version of [1, 2]) await registry.promote('churn', version, ada)
      await registry.deleteVersion('churn', 2, ada)
      await expect(champion()).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await registry.rollback('churn', ada)).toMatchObject({ version: 1, aliases: ['champion'] })
    })

    test('archives the others on a move to Staging or Production only, stages in any case', async () => {
      await addMany(2)
      const archiveExisting = { archiveExisting: true }
      await registry.transitionStage('churn', 1, 'staging' as Stage, ada)
      expect(await registry.transitionStage('churn', 2, 'STAGING' as Stage, ada, archiveExisting)).toMatchObject({
        stage: 'Staging',
      })
      expect(await stages()).toEqual(['Archived', 'Staging'])
      for (const stage of ['None', 'Archived'] as const) {
        const moved = registry.transitionStage('churn', 2, stage, ada, archiveExisting)
        await expect(moved).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
      const unknown = registry.transitionStage('churn', 2, 'Prod' as Stage, ada)
      await expect(unknown).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
    })

    test('knows the newest version of each stage, and of all', async () => {
      await addMany(4)
      for (const version of [1, 2]) await registry.transitionStage('churn', version, 'Production', ada)
      expect((await registry.getLatestVersion('churn')).version).toBe(4)
      expect((await registry.getLatestVersion('churn', 'production' as Stage)).version).toBe(2)
      await expect(registry.getLatestVersion('churn', 'Staging')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect((await registry.getLatestVersions('churn')).map(({ version }) => version)).toEqual([4, 2])
      expect((await registry.getLatestVersions('churn', ['Production'])).map(({ version }) => version)).toEqual([2])
    })

    test('gives an alias to one version at a time; deleting a missing one succeeds', async () => {
      await addMany(2)
      await registry.setAlias('churn', 'challenger', 1, ada)
      await registry.setAlias('churn', 'challenger', 2, ada)
      expect((await registry.getModel('churn')).aliases).toEqual({ challenger: 2 })
      await registry.deleteAlias('churn', 'challenger', ada)
      await registry.deleteAlias('churn', 'challenger', ada)
      expect((await registry.getModel('churn')).aliases).toEqual({})
      await expect(registry.setAlias('churn', 'x', 9, ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      for (const alias of ['latest', 'v1', 'a b', 'x'.repeat(256), '']) {
        await expect(registry.setAlias('churn', alias, 1, ada)).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      }
    })

    test('keeps tags of versions, up to 100,000 characters', async () => {
      await addMany(1)
      await registry.setVersionTag('churn', 1, 'gate', 'passed')
      await registry.setVersionTag('churn', 1, 'gate', 'refused')
      expect((await registry.getVersion('churn', 1)).tags).toEqual({ gate: 'refused' })
      const long = registry.setVersionTag('churn', 1, 'k', 'x'.repeat(100_001))
      await expect(long).rejects.toEqual(refusal('INVALID_PARAMETER_VALUE'))
      await expect(registry.setVersionTag('churn', 2, 'k', 'v')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
    })

    test('the revision grows with every change, of its own model and of the registry', async () => {
      expect([await registry.revision(), await registry.revision('churn')]).toEqual([0, 0])
      const changes: (() => Promise<unknown>)[] = [
        () => add(),
        () => add(),
        () => registry.promote('churn', 1, ada),
        () => registry.promote('churn', 2, ada),
        () => registry.rollback('churn', ada),
        () => registry.transitionStage('churn', 2, 'Staging', ada),
        () => registry.setAlias('churn', 'a', 2, ada),
        () => registry.deleteAlias('churn', 'a', ada),
        () => registry.setVersionTag('churn', 1, 'k', 'v'),
        () => registry.deleteVersion('churn', 2, ada),
      ]
      let before = 0
      for (const change of changes) {
        await change()
        const after = await registry.revision('churn')
        expect(after).toBeGreaterThan(before)
        expect(await registry.revision()).toBe(after)
        before = after
      }
      await registry.createModel('other')
      expect(await registry.revision('churn')).toBe(before)
      expect(await registry.revision()).toBeGreaterThan(before)
    })

    test('says which model or version does not exist', async () => {
      const missing = refusal('RESOURCE_DOES_NOT_EXIST')
      for (const ask of [
        () => registry.getModel('x'),
        () => registry.listVersions('x'),
        () => registry.history('x'),
        () => registry.promote('x', 1, ada),
        () => registry.rollback('x', ada),
        () => registry.getVersionByAlias('x', 'champion'),
      ]) {
        await expect(ask()).rejects.toEqual(missing)
      }
      await addMany(1)
      await expect(registry.promote('churn', 2, ada)).rejects.toEqual(missing)
    })

    test('stays consistent under any sequence of changes', async () => {
      const number = fc.integer({ min: 1, max: 5 })
      const stage = fc.constantFrom<Stage>('None', 'Staging', 'Production', 'Archived')
      const alias = fc.constantFrom('champion', 'challenger')
      const step = fc.oneof(
        { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const) }) },
        { weight: 4, arbitrary: fc.record({ do: fc.constant('promote' as const), version: number }) },
        { weight: 3, arbitrary: fc.record({ do: fc.constant('rollback' as const) }) },
        fc.record({ do: fc.constant('stage' as const), version: number, stage, archiveExisting: fc.boolean() }),
        fc.record({ do: fc.constant('alias' as const), version: number, alias }),
        fc.record({ do: fc.constant('unalias' as const), alias }),
        fc.record({ do: fc.constant('delete' as const), version: number }),
      )
      let round = 0
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
          const model = `m${round++}`
          let created = 1
          await add(model)
          for (const at of steps) {
            try {
              if (at.do === 'create') expect((await add(model)).version).toBe(++created)
              else if (at.do === 'stage') await registry.transitionStage(model, at.version, at.stage, ada, at)
              else if (at.do === 'alias') await registry.setAlias(model, at.alias, at.version, ada)
              else if (at.do === 'unalias') await registry.deleteAlias(model, at.alias, ada)
              else if (at.do === 'delete') await registry.deleteVersion(model, at.version, ada)
              else {
                const before = (await registry.getModel(model)).aliases.champion
                const now =
                  at.do === 'promote'
                    ? await registry.promote(model, at.version, ada)
                    : await registry.rollback(model, ada)
                expect(now).toMatchObject({ stage: 'Production', aliases: expect.arrayContaining(['champion']) })
                if (at.do === 'rollback') expect(now.version).not.toBe(before)
                const versions = await registry.listVersions(model)
                expect(versions.filter(({ stage }) => stage === 'Production')).toHaveLength(1)
              }
            } catch (error) {
              if (!isAppError(error, 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE')) throw error
            }
          }
          await expectConsistent(registry, model)
        }),
        { numRuns: 30 },
      )
    })
  })
}
