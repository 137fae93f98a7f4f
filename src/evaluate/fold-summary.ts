import { AppError } from '../core/index.ts'
import type { MetricMap } from './truth.ts'

/** Mean and population standard deviation (as numpy's default) of each metric over folds: `cv_<metric>_mean`, `cv_<metric>_std`. */
export function summariseFolds(_folds: readonly MetricMap[]): MetricMap {
  throw new AppError('INTERNAL', 'summariseFolds is being written')
}
