import type { Clock } from '../../core/index.ts'
import type { Ticker } from '../../serve/index.ts'

export const systemClock: Clock = { now: () => Date.now() }

/** Does not keep the process alive. */
export const systemTicker: Ticker = {
  every(everyMs, work) {
    const timer = setInterval(work, everyMs)
    timer.unref()
    return () => clearInterval(timer)
  },
}
