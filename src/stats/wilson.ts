import type { Interval } from './interval.ts'
import { normalQuantile } from './normal.ts'

/** Wilson's score interval of a proportion (E. B. Wilson, JASA 22, 1927). No successes or only successes still give a width. */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  if (!(trials > 0)) return { low: 0, high: 1 }
  const z = normalQuantile(0.5 + confidence / 2)
  const share = successes / trials
  const denominator = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / denominator
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return { low: successes <= 0 ? 0 : centre - half, high: successes >= trials ? 1 : centre + half }
}
