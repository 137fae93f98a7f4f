// MLflow's limits, checked once for every adapter before anything is written.
import { AppError, spoofIn, validateKey, visibleText } from '../core/index.ts'
import type { Metric } from './metric.ts'
import type { DatasetInput, RunBatch } from './run-store.ts'

const MAX_METRICS = 1000
const MAX_PARAMS = 100
const MAX_TAGS = 100
const MAX_ENTITIES = 1000
const PARAM_VALUE = 6000
const TAG_VALUE = 8000
const EXPERIMENT_NAME = 500
const EXPERIMENT_TAG_VALUE = 5000

type Pairs = Readonly<Record<string, string>>

export interface CheckedBatch {
  readonly metrics: readonly Metric[]
  readonly params: Pairs
  readonly tags: Pairs
}

function invalid(where: string, problem: string, fix: string): AppError {
  return new AppError('INVALID_PARAMETER_VALUE', problem, { where, fix })
}

function checkPairs(pairs: Pairs, what: 'param' | 'tag', valueLength: number): Pairs {
  const checked: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(pairs)) checked[validateKey(key, what)] = value.slice(0, valueLength)
  return checked
}

/** A time in milliseconds since the epoch. @throws INVALID_PARAMETER_VALUE */
export function checkTimestamp(value: number, where: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw invalid(where, `invalid timestamp ${value}`, 'Give whole milliseconds since the epoch, 0 or more')
}

function checkMetric(metric: Metric, index: number): Metric {
  validateKey(metric.key, 'metric')
  checkTimestamp(metric.timestamp, `metrics[${index}].timestamp`)
  if (!Number.isSafeInteger(metric.step)) {
    throw invalid(`metrics[${index}].step`, `invalid step ${metric.step}`, 'Give a whole number')
  }
  if (typeof metric.value !== 'number') {
    throw invalid(`metrics[${index}].value`, `invalid value ${JSON.stringify(metric.value)}`, 'Give a number')
  }
  return metric
}

/** Keys valid, counts within the limits of one request, values of params and tags cut to their length. @throws INVALID_PARAMETER_VALUE */
export function checkBatch({ metrics = [], params = {}, tags = {} }: RunBatch): CheckedBatch {
  const counts = [
    ['metrics', metrics.length, MAX_METRICS],
    ['params', Object.keys(params).length, MAX_PARAMS],
    ['tags', Object.keys(tags).length, MAX_TAGS],
  ] as const
  for (const [what, count, limit] of counts) {
    if (count > limit) throw invalid(what, `${count} ${what} in one batch, at most ${limit}`, 'Send several batches')
  }
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  if (total > MAX_ENTITIES) {
    throw invalid('batch', `${total} metrics, params and tags in one batch, at most ${MAX_ENTITIES}`, 'Send several')
  }
  return { metrics: metrics.map(checkMetric), params: checkPairs(params, 'param', PARAM_VALUE), tags: checkTags(tags) }
}

/** Tags of a run. @throws INVALID_PARAMETER_VALUE */
export function checkTags(tags: Pairs): Pairs {
  return checkPairs(tags, 'tag', TAG_VALUE)
}

/** Tags of an experiment. @throws INVALID_PARAMETER_VALUE */
export function checkExperimentTags(tags: Pairs): Pairs {
  return checkPairs(tags, 'tag', EXPERIMENT_TAG_VALUE)
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkExperimentName(name: string): string {
  const spoof = spoofIn(name)
  if (name.trim() !== '' && name.length <= EXPERIMENT_NAME && spoof === undefined) return name
  throw invalid(
    'experiment',
    `invalid name ${visibleText(JSON.stringify(name.slice(0, 80)))}${spoof === undefined ? '' : `: ${spoof}`}`,
    `Use 1 to ${EXPERIMENT_NAME} characters, letters of one script`,
  )
}

/** A data set's name, digest and source are needed; its tags are those of a run. @throws INVALID_PARAMETER_VALUE */
export function checkInput(input: DatasetInput, index: number): DatasetInput {
  for (const field of ['name', 'digest', 'sourceType', 'source'] as const) {
    if (input[field] === '') throw invalid(`datasets[${index}].${field}`, 'it is empty', 'Give it a value')
  }
  return { ...input, tags: checkTags(input.tags) }
}
