import type { Imbalance, Suspicion } from './suspect.ts'

const RARE = 0.05
const HARDLY_FOUND = 0.25

/** A rare class that is found is none. */
export function findImbalance({ target, recalls }: Suspicion): Imbalance[] {
  if (target.task === 'regression') return []
  const { classes, values } = target
  const counts = new Int32Array(classes.length)
  for (const value of values) counts[value]!++
  return classes.flatMap((label, k) => {
    const share = counts[k]! / values.length
    const recall = recalls[k]
    if (recall === undefined || share > RARE || !(recall < HARDLY_FOUND)) return []
    return [{ kind: 'imbalance' as const, class: label, rows: counts[k]!, share, recall }]
  })
}
