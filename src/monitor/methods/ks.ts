import { kolmogorovSmirnov } from '../../stats/index.ts'
import type { NumericComparison } from '../comparison.ts'
import type { DriftTest } from './drift-method.ts'

/** Two-sample Kolmogorov–Smirnov test of the samples; ranks only, so no outlier weighs more than one row. */
export const ks: DriftTest<NumericComparison> = {
  role: 'test',
  kinds: ['numeric'],
  run: ({ reference, current }) => kolmogorovSmirnov(reference, current),
}
