import { lInfinity as largestDifference } from '../../stats/index.ts'
import type { DriftDistance } from './drift-method.ts'

/** Largest change of a bucket's share. */
export const lInfinity: DriftDistance = {
  role: 'distance',
  kinds: ['numeric', 'categorical'],
  run: ({ buckets }) => largestDifference(buckets.reference, buckets.current),
}
