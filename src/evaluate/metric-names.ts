// Names of metrics as runs log them: `val_auc` for `roc_auc` on the validation rows.
import { AppError } from '../core/index.ts'
import type { MetricMap } from './truth.ts'

/** `roc_auc` → `val_auc`, `f1` → `val_f1`. */
export function runMetrics(_metrics: MetricMap, _prefix = 'val_'): MetricMap {
  throw new AppError('INTERNAL', 'runMetrics is being written')
}

/** `val_auc` → `roc_auc`; undefined for a name that is no metric of ours. */
export function metricOf(_runMetric: string): string | undefined {
  throw new AppError('INTERNAL', 'metricOf is being written')
}

/** Whether more is better; takes a metric's or a run metric's name. */
export function higherIsBetter(_name: string): boolean {
  throw new AppError('INTERNAL', 'higherIsBetter is being written')
}
