// Names of metrics, and as what runs log them: `val_auc` is `roc_auc` on the validation rows.

/** Every metric by name, and which way is better. */
const BETTER = {
  accuracy: 'higher',
  precision: 'higher',
  recall: 'higher',
  f1: 'higher',
  roc_auc: 'higher',
  average_precision: 'higher',
  log_loss: 'lower',
  brier: 'lower',
  precision_macro: 'higher',
  recall_macro: 'higher',
  f1_macro: 'higher',
  precision_weighted: 'higher',
  recall_weighted: 'higher',
  f1_weighted: 'higher',
  roc_auc_ovr_macro: 'higher',
  mae: 'lower',
  mse: 'lower',
  rmse: 'lower',
  r2: 'higher',
  mape: 'lower',
} as const satisfies Record<string, 'higher' | 'lower'>

type MetricName = keyof typeof BETTER

function isMetric(name: string): name is MetricName {
  return Object.hasOwn(BETTER, name)
}

/** Names of metrics as runs log them on validation rows: what a gate may name. */
export const RUN_METRICS: readonly string[] = Object.keys(BETTER).map((name) => runMetric(name))

/** `roc_auc` → `val_auc`, `f1` → `val_f1`. */
function runMetric(name: string, prefix = 'val_'): string {
  return prefix + (name === 'roc_auc' ? 'auc' : name)
}

export function runMetrics<T>(metrics: Readonly<Record<string, T>>, prefix = 'val_'): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [runMetric(name, prefix), value]))
}

/** `val_auc` → `roc_auc`, `cv_f1_mean` → `f1`; undefined for a name that is no metric of ours. */
export function metricOf(name: string): string | undefined {
  const bare = name.replace(/^(val|test|train|cv)_/, '').replace(/_(mean|std)$/, '')
  const metric = bare === 'auc' ? 'roc_auc' : bare
  return isMetric(metric) ? metric : undefined
}

/** Whether more is better; takes a metric's or a run metric's name. An unknown metric counts as one that should be high. */
export function higherIsBetter(name: string): boolean {
  const metric = metricOf(name)
  return metric === undefined || !isMetric(metric) || BETTER[metric] === 'higher'
}
