import { describe, expect, it } from 'vitest'
import { predictionDisk } from '../../test/fixtures/prediction-disk.ts'
import { CUSTOMER, probabilityOf, servedModel } from '../../test/fixtures/served-model.ts'
import { AppError } from '../core/index.ts'
import type { LoadedModel } from './loaded-model.ts'
import { createModelFollower } from './model-follower.ts'
import { createPredictionService } from './prediction-service.ts'

const noAnswer = (): never => {
  throw new AppError('MODEL_INVALID', 'no answer')
}
const noTick = (): void => {}

/** A registry reference that a test moves, a log on disk and an observer that remembers. */
function setUp() {
  const closed: string[] = []
  const seen: string[] = []
  const state: { version: string; asking: () => Promise<void>; load: (version: string) => Promise<LoadedModel> } = {
    version: '1',
    asking: async () => {},
    load: async (version) => {
      const model = await servedModel({ version, bias: Number(version) / 10 })
      return {
        ...model,
        scorer: { ...model.scorer, close: async () => void closed.push(version) },
      }
    },
  }
  const observer = {
    predicted: () => {},
    unseen: () => {},
    swapped: (model: LoadedModel) => void seen.push(`swapped ${model.version}`),
    loadFailed: () => void seen.push('failed'),
  }
  const service = createPredictionService({
    log: predictionDisk().log,
    clock: { now: () => 0 },
    observer,
  })
  let tick = noTick
  const follower = createModelFollower({
    source: {
      revision: async () => {
        await state.asking()
        return state.version
      },
      load: async () => ({ revision: state.version, model: await state.load(state.version) }),
    },
    ticker: {
      every: (_ms, work) => {
        tick = work
        return () => {
          tick = noTick
        }
      },
    },
    observer,
    settled: service.settled,
  })
  return { closed, seen, state, service, follower, tick: () => tick() }
}

describe('createModelFollower', () => {
  it('serves the new version after a promotion, keeps the old one warm and closes the one before', async () => {
    const { follower, state, closed, seen, tick } = setUp()
    await follower.start()
    expect(follower.current()?.version).toBe('1')
    state.version = '2'
    tick()
    await follower.refresh()
    expect([follower.current()?.version, follower.previous()?.version]).toEqual(['2', '1'])
    expect(closed).toEqual([])
    state.version = '3'
    await follower.refresh()
    expect([follower.current()?.version, follower.previous()?.version]).toEqual(['3', '2'])
    expect(closed).toEqual(['1'])
    await follower.close()
    expect(closed.sort()).toEqual(['1', '2', '3'])
    expect(seen).toEqual(['swapped 1', 'swapped 2', 'swapped 3'])
  })

  it('swaps back at once to the version that answered before, even where it can no longer be loaded', async () => {
    const { follower, state, seen, closed } = setUp()
    await follower.start()
    state.version = '2'
    await follower.refresh()
    state.load = noAnswer
    state.version = '1'
    await follower.refresh()
    expect([follower.current()?.version, follower.previous()?.version]).toEqual(['1', '2'])
    state.version = '2'
    await follower.refresh()
    expect(follower.current()?.version).toBe('2')
    expect(seen).toEqual(['swapped 1', 'swapped 2', 'swapped 1', 'swapped 2'])
    expect(closed).toEqual([])
    await follower.close()
    expect(closed.sort()).toEqual(['1', '2'])
  })

  it('goes on with the old version when the new one cannot be loaded or warmed up, and retries', async () => {
    const { follower, state, seen } = setUp()
    await follower.start()
    const { load } = state
    state.version = '2'
    state.load = async () => {
      throw new AppError('ARTIFACT_DIGEST', 'flipped byte')
    }
    await follower.refresh()
    expect(follower.current()?.version).toBe('1')
    state.load = async (version) => {
      const model = await load(version)
      return { ...model, scorer: { ...model.scorer, score: noAnswer } }
    }
    await follower.refresh()
    expect(follower.current()?.version).toBe('1')
    state.load = load
    await follower.refresh()
    expect(follower.current()?.version).toBe('2')
    expect(seen).toEqual(['swapped 1', 'failed', 'failed', 'swapped 2'])
  })

  it('asks more and more rarely for a version that cannot be loaded', async () => {
    const { follower, state, seen, tick } = setUp()
    await follower.start()
    state.version = '2'
    state.load = noAnswer
    for (let i = 0; i < 64; i++) {
      tick()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(seen.filter((event) => event === 'failed')).toHaveLength(6)
    await follower.close()
  })

  it('takes a good promotion at the next tick, however often the one before it failed', async () => {
    const { follower, state, seen, tick } = setUp()
    await follower.start()
    const { load } = state
    state.version = '2'
    state.load = noAnswer
    for (let i = 0; i < 64; i++) {
      tick()
      await new Promise((resolve) => setImmediate(resolve))
    }
    state.version = '3'
    state.load = load
    tick()
    await follower.refresh()
    expect(follower.current()?.version).toBe('3')
    expect(seen.at(-1)).toBe('swapped 3')
    await follower.close()
  })

  it('asks at every tick where the registry cannot be asked, tells it ever more rarely, and follows at once afterwards', async () => {
    const { follower, state, seen, tick } = setUp()
    await follower.start()
    state.asking = noAnswer
    for (let i = 0; i < 64; i++) {
      tick()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(seen.filter((event) => event === 'failed')).toHaveLength(6)
    state.asking = async () => {}
    state.version = '2'
    tick()
    await follower.refresh()
    expect(follower.current()?.version).toBe('2')
    await follower.close()
  })

  it('fails to start when there is nothing to serve', async () => {
    const { follower, state, seen } = setUp()
    state.load = async () => {
      throw new AppError('MODEL_INVALID', 'truncated')
    }
    await expect(follower.start()).rejects.toThrow('truncated')
    expect(follower.current()).toBeUndefined()
    // Nothing goes on, so nothing is said to.
    expect(seen).toEqual([])
  })

  it('swaps under load without dropping an answer or giving one of another version', async () => {
    const { follower, state, service } = setUp()
    await follower.start()
    const answers: Promise<void>[] = []
    const versions = new Set<string>()
    const predictOne = async (tenure: number): Promise<void> => {
      const { answer } = await service.predict(follower.current()!, { ...CUSTOMER, tenure }, 'r')
      const version = answer['model_version'] as string
      versions.add(version)
      expect(answer['churn_probability']).toBeCloseTo(probabilityOf(tenure, Number(version) / 10), 12)
    }
    for (let i = 0; i < 600; i++) {
      if (i % 100 === 50) {
        state.version = String(Number(state.version) + 1)
        void follower.refresh()
      }
      const tenure = i % 70
      answers.push(predictOne(tenure))
      if (i % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(answers)
    expect(versions.size).toBeGreaterThan(3)
    await follower.close()
  })
})
