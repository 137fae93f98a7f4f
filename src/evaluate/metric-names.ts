// The one list of metrics: which way is better, which tasks have them, and every name they go by. Runs log `val_auc`,
// `test_auc` and `cv_roc_auc_mean`; whoever writes a name may use any prefix with any name of the metric.
import type { Task } from '../data/index.ts'

interface MetricFacts {
  readonly better: 'higher' | 'lower'
  readonly tasks: readonly Task[]
  /** What others call it: scikit-learn, Hugging Face, people. The first may be `short`. */
  readonly aliases?: readonly string[]
  /** Its name in `val_…` and in tables, where that is not its own. */
  readonly short?: string
  /** Hugging Face's identifier, for model cards. */
  readonly hub?: string
  /** Where its values lie: 0 to 1, 0 to infinity, up to 1. @default by `better`: 'share' or 'positive' */
  readonly range?: 'share' | 'positive' | 'below_one'
  /** Tasks for which it is measured on slices. */
  readonly sliced?: readonly Task[]
}

const CLASSES: readonly Task[] = ['binary', 'multiclass']
const BINARY: readonly Task[] = ['binary']
const MULTICLASS: readonly Task[] = ['multiclass']
const NUMBERS: readonly Task[] = ['regression']

const METRICS = {
  accuracy: { better: 'higher', tasks: CLASSES, aliases: ['acc', 'accuracy_score'], hub: 'accuracy', sliced: CLASSES },
  precision: { better: 'higher', tasks: CLASSES, aliases: ['precision_score'], hub: 'precision', sliced: BINARY },
  recall: { better: 'higher', tasks: CLASSES, aliases: ['recall_score'], hub: 'recall', sliced: BINARY },
  f1: { better: 'higher', tasks: CLASSES, aliases: ['f1_score'], hub: 'f1' },
  roc_auc: {
    better: 'higher',
    tasks: CLASSES,
    aliases: ['auc', 'roc_auc_score'],
    short: 'auc',
    hub: 'roc_auc',
    sliced: BINARY,
  },
  average_precision: { better: 'higher', tasks: CLASSES, aliases: ['pr_auc', 'average_precision_score'] },
  log_loss: { better: 'lower', tasks: CLASSES, aliases: ['logloss'] },
  brier: { better: 'lower', tasks: CLASSES, aliases: ['brier_score', 'brier_score_loss'], hub: 'brier_score' },
  precision_macro: { better: 'higher', tasks: MULTICLASS },
  recall_macro: { better: 'higher', tasks: MULTICLASS },
  f1_macro: { better: 'higher', tasks: MULTICLASS },
  precision_weighted: { better: 'higher', tasks: MULTICLASS },
  recall_weighted: { better: 'higher', tasks: MULTICLASS },
  f1_weighted: { better: 'higher', tasks: MULTICLASS },
  roc_auc_ovr_macro: { better: 'higher', tasks: MULTICLASS, aliases: ['auc_ovr_macro', 'roc_auc_ovr'] },
  mae: { better: 'lower', tasks: NUMBERS, aliases: ['mean_absolute_error'], hub: 'mae', sliced: NUMBERS },
  mse: { better: 'lower', tasks: NUMBERS, aliases: ['mean_squared_error'], hub: 'mse' },
  rmse: { better: 'lower', tasks: NUMBERS, aliases: ['root_mean_squared_error'], hub: 'rmse' },
  r2: { better: 'higher', tasks: NUMBERS, aliases: ['r2_score', 'r_squared'], hub: 'r_squared', range: 'below_one' },
  mape: { better: 'lower', tasks: NUMBERS, aliases: ['mean_absolute_percentage_error'], hub: 'mape' },
} as const satisfies Record<string, MetricFacts>

type MetricName = keyof typeof METRICS

const NAMES = Object.keys(METRICS) as MetricName[]
const facts = (name: MetricName): MetricFacts => METRICS[name]
const BY_NAME: ReadonlyMap<string, MetricName> = new Map(
  NAMES.flatMap((name) => [name, ...(facts(name).aliases ?? [])].map((alias) => [alias, name] as const)),
)

/** Which rows a run measured a metric on. */
type MeasuredOn = 'val' | 'test' | 'cv'

export interface RunMetric {
  /** Without a prefix: `roc_auc`. */
  readonly metric: string
  readonly on: MeasuredOn
  /** Over folds: what of them. */
  readonly of?: 'mean' | 'std'
  /** As runs log it: `val_auc`, `cv_roc_auc_mean`. */
  readonly logged: string
}

/** What a name means, whichever of the metric's names it is: `val_roc_auc`, `auc`, `cv_auc_mean`, `cv_f1`, `test_r2_score`. Without a prefix it is the held-out rows'. Undefined for no metric of ours. */
export function readRunMetric(name: string): RunMetric | undefined {
  const [, on = 'val', rest = ''] = /^(?:(val|test|cv)_)?(.+)$/.exec(name) ?? []
  if (on === 'val' || on === 'test') {
    const metric = BY_NAME.get(rest)
    return metric && { metric, on, logged: runMetric(metric, `${on}_`) }
  }
  const [, base = rest, of = 'mean'] = /^(.+)_(mean|std)$/.exec(rest) ?? []
  const metric = BY_NAME.get(base)
  return metric && { metric, on: 'cv', of: of as 'mean' | 'std', logged: `cv_${metric}_${of}` }
}

/** Names of metrics as runs log them on validation rows. @default of every task */
export function runMetricsOf(task?: Task): readonly string[] {
  return NAMES.filter((name) => task === undefined || facts(name).tasks.includes(task)).map((name) => runMetric(name))
}

/** The few metrics that say most, as runs log them: a column each in a list of runs or versions. */
export const HEADLINE_METRICS: readonly string[] = ['val_auc', 'val_f1', 'val_accuracy', 'val_rmse', 'val_r2']

/** `roc_auc` → `auc`, `f1` → `f1`: the name in tables, which any prefix makes one that a gate may use. */
export function shortMetric(name: string): string {
  const metric = BY_NAME.get(name)
  return (metric && facts(metric).short) ?? name
}

/** `roc_auc` → `val_auc`, `f1` → `val_f1`. */
function runMetric(name: string, prefix = 'val_'): string {
  return prefix + shortMetric(name)
}

export function runMetrics<T>(metrics: Readonly<Record<string, T>>, prefix = 'val_'): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(metrics).map(([name, value]) => [runMetric(name, prefix), value]))
}

/** `val_auc` → `roc_auc`, `cv_f1_mean` → `f1`; undefined for a name that is no metric of ours. */
export function metricOf(name: string): string | undefined {
  return readRunMetric(name)?.metric
}

/** The tasks that have a metric, by any of its names; undefined for no metric of ours. */
export function tasksOf(name: string): readonly Task[] | undefined {
  const metric = readRunMetric(name)?.metric as MetricName | undefined
  return metric && facts(metric).tasks
}

/** Whether slices are measured by a metric, given by any of its names. */
export function isSliced(name: string, task: Task): boolean {
  const metric = readRunMetric(name)?.metric as MetricName | undefined
  return metric !== undefined && (facts(metric).sliced?.includes(task) ?? false)
}

/** Hugging Face's identifier of a metric that a run logged on held-out rows. */
export function hubMetric(logged: string): string | undefined {
  const read = readRunMetric(logged)
  return read?.on === 'val' && read.logged === logged ? facts(read.metric as MetricName).hub : undefined
}

/** Where the values of a metric lie, given by its own name. */
export function rangeOf(metric: string): NonNullable<MetricFacts['range']> {
  const { range, better } = facts(metric as MetricName)
  return range ?? (better === 'higher' ? 'share' : 'positive')
}

/** Whether more is better; takes a metric's or a run metric's name. An unknown metric counts as one that should be high. */
export function higherIsBetter(name: string): boolean {
  const metric = readRunMetric(name)?.metric as MetricName | undefined
  return metric === undefined || facts(metric).better === 'higher'
}
