// The `gate` section of a config.
import { AppError, didYouMean } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { metricOf } from '../evaluate/index.ts'
import { gateMetric, type MeasuredFacts } from './gate-metric.ts'
import type { GateRule } from './gate-policy.ts'

const KEYS = [
  'metric',
  'slice',
  'min',
  'max',
  'versus',
  'test',
  'margin',
  'alpha',
  'parity',
  'max_size_mb',
  'contract',
] as const
type Key = (typeof KEYS)[number]

const EXAMPLE = 'Write for example { metric: val_auc, min: 0.88 } or { metric: val_auc, versus: champion }'

function refuse(where: string, problem: string, fix = EXAMPLE): never {
  throw new AppError('CONFIG_INVALID', problem, { where, fix })
}

function keysOf(raw: unknown, where: string): Partial<Record<Key, unknown>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) refuse(where, 'a gate rule is an object')
  for (const key of Object.keys(raw)) {
    if (!(KEYS as readonly string[]).includes(key)) {
      refuse(where, `unknown key '${key}'${didYouMean(key, KEYS)}`, `Use ${KEYS.join(', ')}`)
    }
  }
  return raw
}

function finite(
  value: unknown,
  where: string,
  low = Number.NEGATIVE_INFINITY,
  high = Number.POSITIVE_INFINITY,
): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low || value > high) {
    const range = Number.isFinite(low)
      ? ` of at least ${low}${Number.isFinite(high) ? ` and at most ${high}` : ''}`
      : ''
    refuse(where, `${JSON.stringify(value)} is not a number${range}`, 'Give a number')
  }
  return value
}

function only(raw: Partial<Record<Key, unknown>>, allowed: readonly Key[], kind: string, where: string): void {
  const extra = KEYS.find((key) => raw[key] !== undefined && !allowed.includes(key))
  if (extra !== undefined) refuse(where, `'${extra}' does not belong in a ${kind} rule`, 'Make it a rule of its own')
}

function parseVersus(raw: Partial<Record<Key, unknown>>, where: string, facts?: MeasuredFacts): GateRule {
  only(raw, ['metric', 'versus', 'test', 'margin', 'alpha'], 'versus', where)
  if (raw.versus !== 'champion') refuse(`${where}.versus`, `${JSON.stringify(raw.versus)} is not 'champion'`)
  const metric = gateMetric(raw.metric, `${where}.metric`, { use: 'versus', facts })
  const isAuc = metricOf(metric) === 'roc_auc'
  const test = raw.test ?? (isAuc ? 'delong' : 'bootstrap')
  if (test !== 'delong' && test !== 'bootstrap') {
    const guess = didYouMean(String(test), ['delong', 'bootstrap'])
    refuse(`${where}.test`, `unknown test ${JSON.stringify(test)}${guess}`, 'Use delong or bootstrap')
  }
  if (test === 'delong' && !isAuc) {
    refuse(`${where}.test`, `delong compares ROC AUC, not ${metric}`, 'Use test: bootstrap, or metric: val_auc')
  }
  return {
    kind: 'versus',
    metric,
    test,
    ...(raw.margin === undefined ? {} : { margin: finite(raw.margin, `${where}.margin`) }),
    ...(raw.alpha === undefined ? {} : { alpha: finite(raw.alpha, `${where}.alpha`, 1e-6, 0.5) }),
  }
}

function parseThreshold(raw: Partial<Record<Key, unknown>>, where: string, facts?: MeasuredFacts): GateRule {
  only(raw, ['metric', 'slice', 'min', 'max'], 'threshold', where)
  const { slice } = raw
  const metric = gateMetric(raw.metric, `${where}.metric`, { use: slice === undefined ? 'threshold' : 'slice', facts })
  const min = raw.min === undefined ? undefined : finite(raw.min, `${where}.min`)
  const max = raw.max === undefined ? undefined : finite(raw.max, `${where}.max`)
  if (min === undefined && max === undefined) refuse(where, `'${metric}' needs min, max or versus`)
  if (min !== undefined && max !== undefined && min > max) {
    refuse(where, `min ${min} is above max ${max}`, 'Swap them')
  }
  if (slice !== undefined && (typeof slice !== 'string' || !/^[^=]+=/.test(slice))) {
    refuse(
      `${where}.slice`,
      `${JSON.stringify(slice)} is not column=value`,
      'Write for example "contract_type=One year"',
    )
  }
  const columns = facts?.columns
  if (slice !== undefined && columns !== undefined && !columns.some((name) => slice.startsWith(`${name}=`))) {
    const named = slice.slice(0, slice.indexOf('='))
    const guess = didYouMean(named, columns)
    refuse(`${where}.slice`, `'${named}' is not a feature${guess}`, `Use one of ${columns.join(', ')}`)
  }
  return {
    kind: 'threshold',
    metric,
    slice,
    min,
    max,
  }
}

/** Undefined for a rule that only takes one away. */
function parseRule(raw: unknown, where: string, facts?: MeasuredFacts): GateRule | undefined {
  const rule = keysOf(raw, where)
  if (rule.parity !== undefined) {
    only(rule, ['parity'], 'parity', where)
    return { kind: 'parity', maxDifference: finite(rule.parity, `${where}.parity`, 0) }
  }
  if (rule.max_size_mb !== undefined) {
    only(rule, ['max_size_mb'], 'size', where)
    return { kind: 'size', maxBytes: finite(rule.max_size_mb, `${where}.max_size_mb`, 0) * 1e6 }
  }
  if (rule.contract !== undefined) {
    only(rule, ['contract'], 'contract', where)
    if (rule.contract !== 'compatible' && rule.contract !== 'any') {
      refuse(
        `${where}.contract`,
        `${JSON.stringify(rule.contract)} is neither compatible nor any`,
        'Use compatible or any',
      )
    }
    return rule.contract === 'any' ? undefined : { kind: 'contract' }
  }
  return rule.versus === undefined ? parseThreshold(rule, where, facts) : parseVersus(rule, where, facts)
}

/** Whether the `gate` section lets a candidate break callers of the champion: `contract: any`. */
export function allowsContractChange(raw: readonly unknown[] | undefined): boolean {
  return (
    raw?.some((rule) => typeof rule === 'object' && rule !== null && 'contract' in rule && rule.contract === 'any') ??
    false
  )
}

/** Rules from the config's objects, and the contract unless it says otherwise. `where` names the section in errors: `modelwright.yaml:12 gate`; with `facts`, a rule that no run can meet is refused too. @throws CONFIG_INVALID */
export function parseGateRules(raw: readonly unknown[], where: string, facts?: MeasuredFacts): readonly GateRule[] {
  const rules = raw.flatMap((rule, index) => parseRule(rule, `${where}[${index}]`, facts) ?? [])
  const isSaid = rules.some(({ kind }) => kind === 'contract') || allowsContractChange(raw)
  return isSaid ? rules : [{ kind: 'contract' }, ...rules]
}

/** The gate of a config that has none: no caller breaks, the graph answers as the pipeline does, and the candidate is no worse than the champion. */
export function defaultGate(task: Task): readonly GateRule[] {
  const versus: Readonly<Record<Task, GateRule>> = {
    binary: { kind: 'versus', metric: 'val_auc', test: 'delong' },
    multiclass: { kind: 'versus', metric: 'val_f1', test: 'bootstrap' },
    regression: { kind: 'versus', metric: 'val_rmse', test: 'bootstrap' },
  }
  return [{ kind: 'contract' }, { kind: 'parity', maxDifference: 1e-5 }, versus[task]]
}
