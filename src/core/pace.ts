// How a long computation stays polite: it gives the event loop its turns, and hears that it should stop.
import { AppError } from './app-error.ts'

export interface Pace {
  /** Asks the work to stop; undefined = it runs to its end. */
  readonly signal: AbortSignal | undefined
  /** Whether the slice of time is used up. Cheap, but not free: ask it after thousands of steps, not after each. */
  due(): boolean
  /** Lets the event loop turn, then begins the next slice. @throws INTERRUPTED if the signal asked to stop */
  rest(): Promise<void>
}

/** Never rests. */
export const UNPACED: Pace = { signal: undefined, due: () => false, rest: async () => {} }

/** @throws INTERRUPTED */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AppError('INTERRUPTED', 'Stopped before it was done; nothing was kept', { cause: signal.reason })
}

/** A computation that pauses where it may be interrupted. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Runs it without a rest. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

/** Runs it at a pace. @throws INTERRUPTED */
export async function atPace<T>(pace: Pace, steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    if (pace.due()) await pace.rest()
  }
}
