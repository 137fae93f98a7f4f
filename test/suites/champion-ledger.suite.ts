// What every adapter of ChampionLedger must do.
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AppErrorCode, isAppError } from '../../src/core/index.ts'
import {
  type Actor,
  type ChampionLedger,
  type GateVerdict,
  type ModelStore,
  type Stage,
  versionsOf,
} from '../../src/registry/index.ts'
import { expectConsistent, type OpenModelStore } from './model-store.suite.ts'

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
export function describeChampionLedger(name: string, open: () => Promise<OpenModelStore>): void {
  let store: OpenModelStore
  let models: ModelStore
  let ledger: ChampionLedger

  const add = (model = 'churn') => ledger.register({ name: model, source: '0/r/artifacts/model', digest: 'd' })
  const addMany = async (count: number) => {
    for (let i = 0; i < count; i++) await add()
  }
  const stages = async () => (await versionsOf(models, 'churn')).map(({ stage }) => stage).reverse()
  const champion = async () => (await models.getVersionByAlias('churn', 'champion')).version

  describe(`champion ledger: ${name}`, () => {
    beforeEach(async () => {
      store = await open()
      models = store.models
      ledger = store.ledger
    })
    afterEach(() => store.close())

    test.each(['/etc', '../x', 'a/../b', 'a%2f..%2fb', 'file:///etc', 'a#b'])(
      'refuses the source %j',
      async (source) => {
        await expect(ledger.register({ name: 'churn', source, digest: 'd' })).rejects.toEqual(refusal('NAME_INVALID'))
        await expect(models.getModel('churn')).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      },
    )

    test('promotes: alias and stage move, the one before is archived, the history tells it', async () => {
      await addMany(2)
      await ledger.promote('churn', 1, { by: 'bob' })
      const promoted = await ledger.promote('churn', 2, ada)
      expect(promoted).toMatchObject({ version: 2, stage: 'Production', aliases: ['champion'] })
      expect(await models.getVersion('churn', 1)).toMatchObject({ stage: 'Archived', aliases: [] })
      const lines = (await ledger.history('churn')).slice(0, 3)
      expect(lines.map(({ subject, version, from, to }) => [subject, version, from, to])).toEqual([
        ['alias:champion', 2, '1', '2'],
        ['stage', 2, 'None', 'Production'],
        ['stage', 1, 'Production', 'Archived'],
      ])
      for (const line of lines) expect(line).toMatchObject({ by: 'ada', reason: 'better', action: 'promote' })
      await expectConsistent(store, 'churn')
    })

    test('promotes over a champion only while it is that one', async () => {
      await addMany(3)
      await ledger.promote('churn', 1, ada, null)
      await ledger.promote('churn', 2, ada, 1)
      await expect(ledger.promote('churn', 3, ada, 1)).rejects.toEqual(refusal('CHAMPION_CHANGED'))
      await expect(ledger.promote('churn', 3, ada, null)).rejects.toEqual(refusal('CHAMPION_CHANGED'))
      expect((await models.getVersionByAlias('churn', 'champion')).version).toBe(2)
      await expectConsistent(store, 'churn')
    })

    test('changes nothing when the champion is promoted again', async () => {
      await addMany(1)
      await ledger.promote('churn', 1, ada)
      const [lines, revision] = [await ledger.history('churn'), await ledger.revision('churn')]
      await ledger.promote('churn', 1, ada)
      expect([await ledger.history('churn'), await ledger.revision('churn')]).toEqual([lines, revision])
    })

    test('promotion archives whatever else was in Production', async () => {
      await addMany(3)
      await models.transitionStage('churn', 1, 'Production', ada)
      await models.transitionStage('churn', 2, 'Production', ada)
      await ledger.promote('churn', 3, ada)
      expect(await stages()).toEqual(['Archived', 'Archived', 'Production'])
    })

    test('rolls back one champion at a time and never forth again', async () => {
      await addMany(4)
      for (const version of [1, 2, 3, 1]) await ledger.promote('churn', version, ada)
      const walked: number[] = []
      for (let i = 0; i < 3; i++) walked.push((await ledger.rollback('churn', ada)).version)
      expect(walked).toEqual([3, 2, 1])
      await expect(ledger.rollback('churn', ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await champion()).toBe(1)
      expect(await stages()).toEqual(['Production', 'Archived', 'Archived', 'None'])
      await ledger.promote('churn', 4, ada)
      expect((await ledger.rollback('churn', ada)).version).toBe(1)
      await expectConsistent(store, 'churn')
    })

    test('rolls back past a deleted version', async () => {
      await addMany(3)
      for (const version of [1, 2, 3]) await ledger.promote('churn', version, ada)
      await models.deleteVersion('churn', 2, ada)
      expect(await ledger.rollback('churn', ada)).toMatchObject({ version: 1, stage: 'Production' })
    })

    test('keeps what the gate said as lines of history, and says in the tags what stands', async () => {
      const first = verdict('refused', 'a', null)
      const made = await ledger.register({
        name: 'churn',
        source: 'x',
        digest: 'd',
        verdict: { said: first, actor: { by: 'ada', reason: 'train' } },
      })
      expect(made.tags).toEqual({ 'modelwright.gate': 'refused', 'modelwright.gate.champion': 'none' })
      const before = await ledger.revision('churn')
      const judged = await ledger.recordVerdict('churn', 1, verdict('passed', 'b', 2), { by: 'bob' })
      expect(judged.tags).toEqual({ 'modelwright.gate': 'refused', 'modelwright.gate.champion': '2' })
      await ledger.recordVerdict('churn', 1, verdict('passed', 'a', 2), { by: 'bob' })
      expect((await models.getVersion('churn', 1)).tags['modelwright.gate']).toBe('passed')
      const lines = await ledger.history('churn')
      expect(lines.at(-1)).toMatchObject({ kind: 'gate', subject: 'gate', to: 'refused', by: 'ada', reason: 'train' })
      expect(lines.at(-1)!.verdict).toEqual(first)
      expect(await ledger.revision('churn')).toBeGreaterThan(before)
      await expect(ledger.recordVerdict('churn', 9, first, ada)).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      await expectConsistent(store, 'churn')
    })

    test('a rollback to another version than was looked at changes nothing', async () => {
      await addMany(3)
      for (const version of [1, 2, 3]) await ledger.promote('churn', version, ada)
      await expect(ledger.rollback('churn', ada, 1)).rejects.toEqual(refusal('CHAMPION_CHANGED'))
      expect((await ledger.rollback('churn', ada, 2)).version).toBe(2)
    })

    test('a deleted champion leaves its place empty until a rollback fills it', async () => {
      await addMany(2)
      for (const version of [1, 2]) await ledger.promote('churn', version, ada)
      await models.deleteVersion('churn', 2, ada)
      await expect(champion()).rejects.toEqual(refusal('RESOURCE_DOES_NOT_EXIST'))
      expect(await ledger.rollback('churn', ada)).toMatchObject({ version: 1, aliases: ['champion'] })
    })

    test('the revision grows with every change, of its own model and of the registry', async () => {
      expect([await ledger.revision(), await ledger.revision('churn')]).toEqual([0, 0])
      const changes: (() => Promise<unknown>)[] = [
        () => add(),
        () => add(),
        () => ledger.promote('churn', 1, ada),
        () => ledger.promote('churn', 2, ada),
        () => ledger.rollback('churn', ada),
        () => models.transitionStage('churn', 2, 'Staging', ada),
        () => models.setAlias('churn', 'a', 2, ada),
        () => models.deleteAlias('churn', 'a', ada),
        () => models.setVersionTag('churn', 1, 'k', 'v'),
        () => models.deleteVersion('churn', 2, ada),
      ]
      let before = 0
      for (const change of changes) {
        await change()
        const after = await ledger.revision('churn')
        expect(after).toBeGreaterThan(before)
        expect(await ledger.revision()).toBe(after)
        before = after
      }
      await models.createModel('other')
      expect(await ledger.revision('churn')).toBe(before)
      expect(await ledger.revision()).toBeGreaterThan(before)
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
              else if (at.do === 'stage') await models.transitionStage(model, at.version, at.stage, ada, at)
              else if (at.do === 'alias') await models.setAlias(model, at.alias, at.version, ada)
              else if (at.do === 'unalias') await models.deleteAlias(model, at.alias, ada)
              else if (at.do === 'delete') await models.deleteVersion(model, at.version, ada)
              else {
                const before = (await models.getModel(model)).aliases.champion
                const now =
                  at.do === 'promote' ? await ledger.promote(model, at.version, ada) : await ledger.rollback(model, ada)
                expect(now).toMatchObject({ stage: 'Production', aliases: expect.arrayContaining(['champion']) })
                if (at.do === 'rollback') expect(now.version).not.toBe(before)
                const versions = await versionsOf(models, model)
                expect(versions.filter(({ stage }) => stage === 'Production')).toHaveLength(1)
              }
            } catch (error) {
              if (!isAppError(error, 'RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE')) throw error
            }
          }
          await expectConsistent(store, model)
        }),
        { numRuns: 30 },
      )
    })
  })
}
