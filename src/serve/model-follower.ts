// Follows a registry reference: loads what it points to beside the model that answers, then swaps between two turns.

import { isAppError } from '../core/index.ts'
import { inputBatch } from './input-batch.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { ModelSource, Ticker } from './model-source.ts'
import type { ServingObserver } from './serving-observer.ts'

export interface ModelFollowerDeps {
  readonly source: ModelSource
  readonly ticker: Ticker
  readonly observer: ServingObserver
  /** Resolves when no request uses the model any more; it is closed after that. */
  readonly settled: (model: LoadedModel) => Promise<void>
  /** How often the reference is asked; after failures ever more rarely, up to 64 times as long. @default 1000 */
  readonly everyMs?: number
}

export interface ModelFollower {
  /** The model that answers now; undefined until one is loaded. */
  current(): LoadedModel | undefined
  /** The version that answered before, kept warm for a rollback. */
  previous(): LoadedModel | undefined
  /** Looks at the reference once and swaps if it moved; calls at the same time share one look. Never throws once a model answers: the old one goes on. */
  refresh(): Promise<void>
  /** Loads the first model and follows from then on. @throws what loading throws */
  start(): Promise<void>
  /** Stops following and closes both models. */
  close(): Promise<void>
}

const WARM_UP_ROWS = 64

/** A model that refuses its own example, such as one with a category it does not know, may still answer others. */
async function warmUp(model: LoadedModel): Promise<void> {
  if (model.example === null) return
  const rows = Array.from({ length: WARM_UP_ROWS }, () => model.example!)
  try {
    await model.scorer.score(inputBatch(model.inputs, rows))
  } catch (error) {
    if (!isAppError(error, 'CATEGORY_UNKNOWN', 'MODEL_INPUT_INVALID')) throw error
  }
}

export function createModelFollower(deps: ModelFollowerDeps): ModelFollower {
  const { source, ticker, observer, settled, everyMs = 1000 } = deps
  let current: LoadedModel | undefined
  let previous: LoadedModel | undefined
  let revision: string | undefined
  let looking: Promise<void> | undefined
  let stop: (() => void) | undefined
  let closed = false
  let failures = 0
  let ticksToSkip = 0

  const retire = async (model: LoadedModel | undefined): Promise<void> => {
    if (model === undefined) return
    await settled(model)
    await model.scorer.close()
  }

  const look = async (): Promise<void> => {
    const now = await source.revision()
    if (now === revision || closed) return
    const loaded = await source.load()
    try {
      await warmUp(loaded.model)
    } catch (error) {
      await loaded.model.scorer.close()
      throw error
    }
    if (closed) return loaded.model.scorer.close()
    const retired = previous
    previous = current
    current = loaded.model
    revision = loaded.revision
    observer.swapped(current, previous)
    await retire(retired)
  }

  const lookAndTell = async (): Promise<void> => {
    try {
      await look()
      failures = 0
    } catch (error) {
      ticksToSkip = 2 ** Math.min(++failures, 6) - 1
      observer.loadFailed(error)
      if (current === undefined) throw error
    } finally {
      looking = undefined
    }
  }

  const refresh = (): Promise<void> => (looking ??= lookAndTell())

  return {
    current: () => current,
    previous: () => previous,
    refresh,
    async start() {
      stop = ticker.every(everyMs, () => {
        if (ticksToSkip > 0) ticksToSkip--
        else void refresh().catch(() => {})
      })
      await refresh()
    },
    async close() {
      closed = true
      stop?.()
      await looking?.catch(() => {})
      await Promise.all([retire(current), retire(previous)])
      current = undefined
      previous = undefined
    },
  }
}
