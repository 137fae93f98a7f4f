// What every engine must do when several processes change the same things at once: each of these stores is one of them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AppError, type AppErrorCode, isAppError } from '../../src/core/index.ts'
import { type ChampionLedger, type ModelStore, type ModelVersion, versionsOf } from '../../src/registry/index.ts'
import type { RunStore } from '../../src/track/index.ts'
import { expectConsistent } from './model-store.suite.ts'

export interface RacingStore {
  readonly runs: RunStore
  readonly models: ModelStore
  readonly ledger: ChampionLedger
  close(): Promise<void>
}

const STORES = 4
const WRITERS = 16

interface Settled<T> {
  readonly done: readonly T[]
  readonly refused: readonly AppError[]
}

/** What came of work that ran at once: the results, and the errors, which must all be of `code`. */
async function settled<T>(
  code: AppErrorCode,
  work: readonly Promise<T>[],
): Promise<{ done: T[]; refused: AppError[] }> {
  const done: T[] = []
  const refused: AppError[] = []
  for (const outcome of await Promise.allSettled(work)) {
    if (outcome.status === 'fulfilled') done.push(outcome.value)
    else if (isAppError(outcome.reason, code)) refused.push(outcome.reason)
    else throw outcome.reason
  }
  return { done, refused }
}

const point = (step: number) => ({ key: 'loss', value: step % 7, step, timestamp: step })

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, i) => i + from)

/** @param open so many stores on one new, empty database */
export function describeStoreRaces(name: string, open: (count: number) => Promise<readonly RacingStore[]>): void {
  let stores: readonly RacingStore[]

  /** The work of many writers at once, each through one of the stores. */
  const atOnce = <T>(work: (store: RacingStore, writer: number) => Promise<T>): Promise<T>[] =>
    Array.from({ length: WRITERS }, (_, writer) => work(stores[writer % STORES]!, writer))
  const add = ({ ledger }: RacingStore) =>
    ledger.register({ name: 'churn', source: '0/r/artifacts/model', digest: 'd' })

  describe(`races: ${name}`, () => {
    beforeEach(async () => {
      stores = await open(STORES)
    })
    afterEach(async () => {
      await Promise.all(stores.map((store) => store.close()))
    })

    test('versions made at once are numbered without gap or double, the model made by the first', async () => {
      const made = await Promise.all(atOnce(add))
      expect(made.map(({ version }) => version).sort((a, b) => a - b)).toEqual(numbers(WRITERS))
      expect(await versionsOf(stores[0]!.models, 'churn')).toHaveLength(WRITERS)
    })

    test('of promotions over the same champion exactly one passes', async () => {
      for (let i = 0; i <= WRITERS; i++) await add(stores[0]!)
      let champion: number | null = null
      for (let round = 0; round < 3; round++) {
        const over: number | null = champion
        const candidates: number[] = numbers(WRITERS + 1).filter((version) => version !== over)
        const { done, refused }: Settled<ModelVersion> = await settled(
          'CHAMPION_CHANGED',
          atOnce(({ ledger }, i) => ledger.promote('churn', candidates[i]!, { by: 'ada' }, over)),
        )
        expect([done.length, refused.length]).toEqual([1, WRITERS - 1])
        champion = done[0]!.version
        expect((await stores[1]!.models.getVersionByAlias('churn', 'champion')).version).toBe(champion)
      }
      const { ledger } = stores[2]!
      expect((await ledger.history('churn')).filter(({ kind }) => kind === 'alias')).toHaveLength(3)
      await expectConsistent(stores[2]!, 'churn')
    })

    test('an alias that many move has one history: each move starts where the one before ended', async () => {
      for (let i = 0; i < WRITERS; i++) await add(stores[0]!)
      await Promise.all(atOnce(({ models }, i) => models.setAlias('churn', 'shadow', i + 1, { by: `w${i}` })))
      const moves = (await stores[0]!.ledger.history('churn'))
        .filter(({ subject }) => subject === 'alias:shadow')
        .reverse()
      expect(moves).toHaveLength(WRITERS)
      expect(moves.map(({ from }) => from)).toEqual([null, ...moves.slice(0, -1).map(({ to }) => to)])
      expect(String((await stores[3]!.models.getVersionByAlias('churn', 'shadow')).version)).toBe(moves.at(-1)!.to)
    })

    test('a param has one value: whoever logs another is refused, whoever logs the same is not', async () => {
      const { runs } = stores[0]!
      const { runId } = await runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
      for (let round = 0; round < 5; round++) {
        const key = `p${round}`
        const { done, refused } = await settled(
          'INVALID_PARAMETER_VALUE',
          atOnce(async (store, i) => {
            await store.runs.logBatch(runId, { params: { [key]: String(i) } })
            return String(i)
          }),
        )
        expect([done.length, refused.length]).toEqual([1, WRITERS - 1])
        expect((await stores[1]!.runs.getRun(runId)).params[key]).toBe(done[0])
        await Promise.all(atOnce((store) => store.runs.logBatch(runId, { params: { [key]: done[0]! } })))
        await Promise.all(atOnce((store) => store.runs.logBatch(runId, { params: { [`same${round}`]: 'x' } })))
      }
    })

    test('an experiment of a name is made once, and those of other names are numbered without gap', async () => {
      const { done, refused } = await settled(
        'RESOURCE_ALREADY_EXISTS',
        atOnce((store) => store.runs.createExperiment('churn')),
      )
      expect([done.length, refused.length]).toEqual([1, WRITERS - 1])
      const others = await Promise.all(atOnce((store, i) => store.runs.createExperiment(`e${i}`)))
      const ids = others.map(({ experimentId }) => Number(experimentId)).sort((a, b) => a - b)
      expect(ids).toEqual(numbers(WRITERS, Number(done[0]!.experimentId) + 1))
    })

    test('points of one metric, logged at once, are all there, and the latest is the latest', async () => {
      const { runs } = stores[0]!
      const { runId } = await runs.createRun({ experimentId: '0', userId: 'ada', startTime: 1 })
      await Promise.all(
        atOnce(async (store, i) => {
          for (let k = 0; k < 5; k++) await store.runs.logBatch(runId, { metrics: [point(i * 5 + k)] })
        }),
      )
      expect((await runs.metricHistory(runId, 'loss')).items).toEqual(numbers(WRITERS * 5, 0).map(point))
      expect((await stores[3]!.runs.getRun(runId)).metrics['loss']).toEqual(point(WRITERS * 5 - 1))
    })
  })
}
