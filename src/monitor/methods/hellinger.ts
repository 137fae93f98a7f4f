import { hellinger as distance } from '../../stats/index.ts'
import type { DriftDistance } from './drift-method.ts'

/** Hellinger distance over the buckets. */
export const hellinger: DriftDistance = {
  role: 'distance',
  kinds: ['numeric', 'categorical'],
  run: ({ buckets }) => distance(buckets.reference, buckets.current),
}
