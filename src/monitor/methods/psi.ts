import { psi as stabilityIndex } from '../../stats/index.ts'
import type { DriftDistance } from './drift-method.ts'

/** Population stability index over the reference's buckets. */
export const psi: DriftDistance = {
  role: 'distance',
  kinds: ['numeric', 'categorical'],
  run: ({ buckets }) => stabilityIndex(buckets.reference, buckets.current),
}
