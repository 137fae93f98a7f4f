import { cramersV as association } from '../../stats/index.ts'
import type { DriftDistance } from './drift-method.ts'

/** Cramér's V of the 2 × k table; shrinks where one side has far more rows, so compare windows of one size. */
export const cramersV: DriftDistance = {
  role: 'distance',
  kinds: ['numeric', 'categorical'],
  run: ({ buckets }) => association([buckets.reference, buckets.current]),
}
