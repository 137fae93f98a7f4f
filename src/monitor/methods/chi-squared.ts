import { chiSquaredTest, fisherExact } from '../../stats/index.ts'
import { isThin, thickBuckets } from '../categorical-buckets.ts'
import type { DriftTest } from './drift-method.ts'

/** Chi-squared test of the 2 × k table of both sides' counts; Fisher's exact p where two buckets are left and one is thin. */
export const chiSquared: DriftTest = {
  role: 'test',
  kinds: ['numeric', 'categorical'],
  run: (comparison) => {
    const buckets = thickBuckets(comparison.buckets)
    const { reference, current } = buckets
    const { statistic, p } = chiSquaredTest([reference, current])
    const exact = reference.length === 2 && isThin(buckets)
    return { statistic, p: exact ? fisherExact(reference[0]!, reference[1]!, current[0]!, current[1]!) : p }
  },
}
