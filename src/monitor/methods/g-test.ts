import { gTest as likelihoodRatio } from '../../stats/index.ts'
import { thickBuckets } from '../categorical-buckets.ts'
import type { DriftTest } from './drift-method.ts'

/** Likelihood-ratio test of the 2 × k table of both sides' counts. */
export const gTest: DriftTest = {
  role: 'test',
  kinds: ['numeric', 'categorical'],
  run: (comparison) => {
    const { reference, current } = thickBuckets(comparison.buckets)
    return likelihoodRatio([reference, current])
  },
}
