import { describe, expect, it } from 'vitest'
import { AppError, isAppError } from '../core/index.ts'
import { createTurnBatcher } from './turn-batcher.ts'

const commit = async (): Promise<void> => {}
const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

describe('createTurnBatcher', () => {
  it('scores the rows of one turn together, each answer with its row', async () => {
    const batches: number[] = []
    const batcher = createTurnBatcher({
      score: (rows: readonly number[]) => {
        batches.push(rows.length)
        return rows.map((row) => row * 2)
      },
      commit,
    })
    expect(await Promise.all([1, 2, 3].map((row) => batcher.submit(row)))).toEqual([2, 4, 6])
    expect(await batcher.submitAll([4, 5])).toEqual([8, 10])
    expect(batches).toEqual([3, 2])
  })

  it('gathers what comes while an asynchronous engine works, and never mixes answers', async () => {
    let running = 0
    const batcher = createTurnBatcher({
      score: async (rows: readonly number[]) => {
        expect(++running).toBe(1)
        await nextTurn()
        running--
        return rows.map((row) => row + 0.5)
      },
      commit,
      maxBatchRows: 7,
    })
    const answers: Promise<void>[] = []
    for (let i = 0; i < 200; i++) {
      answers.push(batcher.submit(i).then((answer) => expect(answer).toBe(i + 0.5)))
      if (i % 11 === 0) await nextTurn()
    }
    await Promise.all(answers)
  })

  it('tries the rows of a failed batch alone, so that one bad row fails alone', async () => {
    const committed: number[] = []
    const batcher = createTurnBatcher({
      score: (rows: readonly number[]) => {
        if (rows.includes(13)) throw new AppError('CATEGORY_UNKNOWN', 'thirteen')
        return rows
      },
      commit: async (results) => void committed.push(...results),
    })
    const settled = await Promise.allSettled([1, 13, 2].map((row) => batcher.submit(row)))
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(committed).toEqual([1, 2])
  })

  it('refuses results that do not match the rows instead of answering with the wrong one', async () => {
    const batcher = createTurnBatcher({ score: (rows: readonly number[]) => rows.slice(1), commit })
    await expect(batcher.submit(1)).rejects.toSatisfy((error) => isAppError(error, 'INTERNAL'))
  })

  it('answers nobody when the commit fails, and goes on afterwards', async () => {
    let full = true
    const batcher = createTurnBatcher({
      score: (rows: readonly number[]) => rows,
      commit: async () => {
        if (full) throw new AppError('PREDICTION_LOG_FAILED', 'no space')
      },
    })
    const settled = await Promise.allSettled([batcher.submit(1), batcher.submit(2)])
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    full = false
    expect(await batcher.submit(3)).toBe(3)
  })

  it('refuses what does not fit into the queue, all of it or nothing, and says when to come back', async () => {
    const batcher = createTurnBatcher({ score: (rows: readonly number[]) => rows, commit, maxQueuedRows: 3 })
    const first = batcher.submitAll([1, 2])
    const refused = await batcher.submitAll([3, 4]).catch((error: unknown) => error)
    expect(isAppError(refused, 'OVERLOADED')).toBe(true)
    expect((refused as AppError).details).toEqual({ retryAfterSeconds: 1 })
    expect(await batcher.submit(5)).toBe(5)
    expect(await first).toEqual([1, 2])
  })

  it('is idle only when nothing waits or runs', async () => {
    let done = 0
    const batcher = createTurnBatcher({
      score: async (rows: readonly number[]) => {
        await nextTurn()
        done += rows.length
        return rows
      },
      commit,
      maxBatchRows: 1,
    })
    await batcher.idle()
    const all = batcher.submitAll([1, 2, 3])
    await batcher.idle()
    expect(done).toBe(3)
    await all
  })
})
