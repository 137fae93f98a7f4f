import { twoProportionZ } from '../../stats/index.ts'
import { type CategoricalComparison, totalRows } from '../comparison.ts'
import type { DriftTest } from './drift-method.ts'

/** Two-proportion z-test of the share of the reference's most frequent bucket: all there is to know of a binary feature. */
export const zTest: DriftTest<CategoricalComparison> = {
  role: 'test',
  kinds: ['categorical'],
  run: ({ buckets: { reference, current } }) => {
    const top = reference.indexOf(Math.max(...reference))
    return twoProportionZ(current[top]!, totalRows(current), reference[top]!, totalRows(reference))
  },
}
