import { jensenShannon as distance } from '../../stats/index.ts'
import type { DriftDistance } from './drift-method.ts'

/** Jensen–Shannon distance (base 2) over the buckets. */
export const jensenShannon: DriftDistance = {
  role: 'distance',
  kinds: ['numeric', 'categorical'],
  run: ({ buckets }) => distance(buckets.reference, buckets.current),
}
