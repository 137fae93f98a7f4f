import { setImmediate as turn } from 'node:timers/promises'
import { type Pace, throwIfStopped } from '../../core/index.ts'

/** Short enough that a key or a signal is answered at once, long enough that turning the loop costs nothing beside it. */
const SLICE_MS = 25

/** A pace by the clock of the process. */
export function createPace(signal?: AbortSignal): Pace {
  let end = performance.now() + SLICE_MS
  return {
    signal,
    due: () => performance.now() >= end,
    async rest() {
      await turn()
      throwIfStopped(signal)
      end = performance.now() + SLICE_MS
    },
  }
}
