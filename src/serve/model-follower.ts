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
  /** How often the reference is asked. What cannot be loaded is tried again ever more rarely, up to 64 times as long; another revision at once. @default 1000 */
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
const WARM_UP_BATCH = 8

type Loaded = Awaited<ReturnType<ModelSource['load']>>

/** What could not be loaded, or asked for (no revision). Mutable: ticks count down. */
interface Failure {
  readonly revision: string | undefined
  readonly times: number
  ticksToSkip: number
}

/** A model that refuses its own example, such as one with a category it does not know, may still answer others. */
async function warmUp(model: LoadedModel): Promise<void> {
  if (model.example === null) return
  const batch = inputBatch(
    model.inputs,
    Array.from({ length: WARM_UP_BATCH }, () => model.example!),
  )
  try {
    for (let rows = 0; rows < WARM_UP_ROWS; rows += WARM_UP_BATCH) {
      await model.scorer.score(batch)
      // Requests for the model that answers come in between.
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch (error) {
    if (!isAppError(error, 'CATEGORY_UNKNOWN', 'MODEL_INPUT_INVALID')) throw error
  }
}

export function createModelFollower(deps: ModelFollowerDeps): ModelFollower {
  const { source, ticker, observer, settled, everyMs = 1000 } = deps
  let current: Loaded | undefined
  let previous: Loaded | undefined
  let looking: Promise<void> | undefined
  let stop: (() => void) | undefined
  let closed = false
  let failure: Failure | undefined

  /** The one place where a scorer ends: the source gave it, and nobody else closes it. */
  const retire = async (loaded: Loaded | undefined): Promise<void> => {
    if (loaded === undefined) return
    const { model } = loaded
    await settled(model)
    await model.scorer.close()
  }

  const swapTo = async (loaded: Loaded): Promise<void> => {
    try {
      await warmUp(loaded.model)
    } catch (error) {
      await retire(loaded)
      throw error
    }
    if (closed) return retire(loaded)
    const retired = previous
    previous = current
    current = loaded
    observer.swapped(current.model, previous?.model)
    await retire(retired)
  }

  /** A rollback to what answered before: it is still there. */
  const swapBack = (): void => {
    ;[current, previous] = [previous, current]
    observer.swapped(current!.model, previous?.model)
  }

  /** Whether this tick passes over a revision that failed before. */
  const isPassedOver = (asked: string | undefined): boolean => {
    if (failure === undefined || failure.revision !== asked || failure.ticksToSkip === 0) return false
    failure.ticksToSkip--
    return true
  }

  /** `patient`: a tick, which leaves what failed alone for a while; else it is tried now. */
  const look = async (patient: boolean): Promise<void> => {
    let asked: string | undefined
    try {
      asked = await source.revision()
      if (closed) return
      if (asked === previous?.revision && asked !== current?.revision) swapBack()
      else if (asked !== current?.revision) {
        if (patient && isPassedOver(asked)) return
        await swapTo(await source.load())
      }
      failure = undefined
    } catch (error) {
      if (current === undefined) throw error
      if (asked === undefined && patient && isPassedOver(asked)) return
      const times = failure?.revision === asked ? (failure?.times ?? 0) + 1 : 1
      failure = { revision: asked, times, ticksToSkip: 2 ** Math.min(times, 6) - 1 }
      observer.loadFailed(error)
    } finally {
      looking = undefined
    }
  }

  const refresh = (): Promise<void> => (looking ??= look(false))

  return {
    current: () => current?.model,
    previous: () => previous?.model,
    refresh,
    async start() {
      await refresh()
      stop = ticker.every(everyMs, () => void (looking ??= look(true)))
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
