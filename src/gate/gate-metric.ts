// The metric that a rule of the gate names: read under any of its names, and refused where no run of the config has it.
import { AppError, didYouMean } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { isSliced, type RunMetric, readRunMetric, runMetricsOf, tasksOf } from '../evaluate/index.ts'

/** What a run of the config measures. */
export interface MeasuredFacts {
  readonly task: Task
  /** training.cv is set. */
  readonly folds: boolean
  /** data.test_path is set. */
  readonly test: boolean
  /** The features, which slices are made of. @default unknown: any column is taken */
  readonly columns?: readonly string[] | undefined
}

export interface MetricDemand {
  /** What the metric is for: a threshold takes any, the others need rows that were held out. */
  readonly use: 'threshold' | 'slice' | 'versus'
  /** @default unknown: nothing is refused for it */
  readonly facts?: MeasuredFacts | undefined
}

const TASK_NAMES: Readonly<Record<Task, string>> = {
  binary: 'two classes',
  multiclass: 'more than two classes',
  regression: 'numbers',
}

/** The name as runs log it. A threshold may name a metric of the user's own. @throws CONFIG_INVALID */
export function gateMetric(value: unknown, where: string, { use, facts }: MetricDemand): string {
  const usable = runMetricsOf(facts?.task)
  const refuse = (problem: string, fix = `Use one of ${usable.join(', ')}`): never => {
    throw new AppError('CONFIG_INVALID', problem, { where, fix })
  }
  if (typeof value !== 'string' || value === '') return refuse('metric must be a name such as val_auc')
  const read = readRunMetric(value)
  if (read === undefined) {
    const guess = didYouMean(value, usable)
    if (use === 'threshold' && guess === '') return value
    return refuse(`unknown metric '${value}'${guess}`)
  }
  const { metric, on, logged } = read
  if (use !== 'threshold' && on !== 'val') {
    const what = use === 'slice' ? 'a slice is' : 'the champion is compared on'
    return refuse(`${what} of held-out rows, not '${value}' (did you mean '${heldOut(metric)}'?)`)
  }
  if (facts !== undefined) refuseUnmeasured(value, read, use, facts, refuse)
  return logged
}

const heldOut = (metric: string): string => readRunMetric(metric)!.logged

function refuseUnmeasured(
  value: string,
  { metric, on }: RunMetric,
  use: MetricDemand['use'],
  { task, folds, test }: MeasuredFacts,
  refuse: (problem: string, fix?: string) => never,
): void {
  const tasks = tasksOf(metric)!
  if (!tasks.includes(task)) {
    const theirs = tasks.map((name) => TASK_NAMES[name]).join(' or ')
    refuse(`'${value}' is a metric of ${theirs}; the target has ${TASK_NAMES[task]}`)
  }
  if (use === 'slice' && !isSliced(metric, task)) {
    const sliced = runMetricsOf(task).filter((name) => isSliced(name, task))
    refuse(`'${value}' is not measured on slices`, `Use one of ${sliced.join(', ')}`)
  }
  if (on === 'cv' && !folds) {
    refuse(`'${value}' needs a cross-validation`, `Set training.cv: 5, or use ${heldOut(metric)}`)
  }
  if (on === 'test' && !test) refuse(`'${value}' needs test data`, `Set data.test_path, or use ${heldOut(metric)}`)
}
