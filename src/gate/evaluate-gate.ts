import { atOnce, type Steps } from '../core/index.ts'
import { metricOf, type SliceMetric } from '../evaluate/index.ts'
import { checkContract } from './check-contract.ts'
import type { GateCandidate, GateInput } from './gate-input.ts'
import type { GateCheck, GateDecision, GateRule } from './gate-policy.ts'
import { checkVersusChampion } from './versus-champion.ts'

/** Digits enough to tell the two numbers apart, at least three. */
function apart(a: number, b: number): [string, string] {
  for (let digits = 3; digits < 12; digits++) {
    const pair: [string, string] = [a.toFixed(digits), b.toFixed(digits)]
    if (pair[0] !== pair[1] || a === b) return pair
  }
  return [String(a), String(b)]
}

function findSlice(candidate: GateCandidate, metric: string, slice: string): SliceMetric | undefined {
  return candidate.slices?.find(
    (entry) => `${entry.column}=${entry.value}` === slice && entry.metric === (metricOf(metric) ?? metric),
  )
}

function checkThreshold(rule: Extract<GateRule, { kind: 'threshold' }>, candidate: GateCandidate): GateCheck {
  const { metric, slice, min, max } = rule
  const what = slice === undefined ? metric : `${metric} where ${slice}`
  const limits = [min === undefined ? '' : `≥ ${min}`, max === undefined ? '' : `≤ ${max}`]
    .filter(Boolean)
    .join(' and ')
  const name = `${what} ${limits}`
  const part = slice === undefined ? undefined : findSlice(candidate, metric, slice)
  const own = Object.hasOwn(candidate.metrics, metric) ? candidate.metrics[metric] : undefined
  const observed = slice === undefined ? own : part?.observed
  if (observed === undefined || Number.isNaN(observed)) {
    const why = slice === undefined ? 'the run has no such metric' : 'the run has no such metric on that slice'
    return { name, status: 'failed', explanation: `${what}: ${why}, required ${limits}: refused` }
  }
  const rows = part === undefined ? '' : ` (${part.rows} rows)`
  if (min !== undefined && observed < min) {
    const [is, needed] = apart(observed, min)
    const explanation = `${what} ${is} < ${needed} required${rows}: refused`
    return { name, status: 'failed', explanation, observed, required: min }
  }
  if (max !== undefined && observed > max) {
    const [is, allowed] = apart(observed, max)
    const explanation = `${what} ${is} > ${allowed} allowed${rows}: refused`
    return { name, status: 'failed', explanation, observed, required: max }
  }
  const explanation = [
    ...(min === undefined ? [] : [`${what} ${apart(observed, min)[0]} ≥ ${apart(observed, min)[1]} required`]),
    ...(max === undefined ? [] : [`${what} ${apart(observed, max)[0]} ≤ ${apart(observed, max)[1]} allowed`]),
  ].join(' and ')
  return { name, status: 'passed', explanation: `${explanation}${rows}: passed`, observed, required: (min ?? max)! }
}

function checkParity({ maxDifference }: Extract<GateRule, { kind: 'parity' }>, { parity }: GateCandidate): GateCheck {
  const name = `parity ≤ ${maxDifference}`
  if (parity === 'original') {
    const explanation = 'parity: the graph is the model itself, there is nothing to compare with: skipped'
    return { name, status: 'skipped', explanation }
  }
  if (parity === undefined) {
    return { name, status: 'failed', explanation: 'parity: the graph was not compared with the pipeline: refused' }
  }
  const { maxDifference: observed, labelFlips } = parity
  // Written so that NaN fails.
  const passed = observed <= maxDifference && labelFlips === 0
  const flips = labelFlips === 1 ? '1 label flip' : `${labelFlips} label flips`
  const difference = observed === 0 ? '0' : observed.toExponential(1)
  const explanation =
    `parity: graph and pipeline differ by at most ${difference} (${maxDifference} allowed) with ${flips} (0 allowed): ` +
    (passed ? 'passed' : 'refused')
  return { name, status: passed ? 'passed' : 'failed', explanation, observed, required: maxDifference }
}

function megabytes(bytes: number): number {
  return bytes / 1e6
}

function checkSize({ maxBytes }: Extract<GateRule, { kind: 'size' }>, { modelBytes }: GateCandidate): GateCheck {
  const name = `size ≤ ${megabytes(maxBytes)} MB`
  if (modelBytes === undefined) {
    return { name, status: 'failed', explanation: 'size: the size of the model is unknown: refused' }
  }
  const passed = modelBytes <= maxBytes
  const [is, allowed] = apart(megabytes(modelBytes), megabytes(maxBytes))
  const explanation = passed
    ? `size ${is} MB ≤ ${allowed} MB allowed: passed`
    : `size ${is} MB > ${allowed} MB allowed: refused`
  return { name, status: passed ? 'passed' : 'failed', explanation, observed: modelBytes, required: maxBytes }
}

function* check(rule: GateRule, input: GateInput): Steps<GateCheck> {
  switch (rule.kind) {
    case 'threshold':
      return checkThreshold(rule, input.candidate)
    case 'versus':
      return yield* checkVersusChampion(rule, input)
    case 'parity':
      return checkParity(rule, input.candidate)
    case 'size':
      return checkSize(rule, input.candidate)
    case 'contract':
      return checkContract(input)
  }
}

/** Every rule is checked, so that the decision tells all reasons at once; it passes when no check failed. A fact that is missing fails its check. */
export function evaluateGate(rules: readonly GateRule[], input: GateInput): GateDecision {
  return atOnce(gateSteps(rules, input))
}

/** `evaluateGate` that pauses between rules and resamples. */
export function* gateSteps(rules: readonly GateRule[], input: GateInput): Steps<GateDecision> {
  const checks: GateCheck[] = []
  for (const rule of rules) {
    yield
    checks.push(yield* check(rule, input))
  }
  return { passed: checks.every(({ status }) => status !== 'failed'), checks }
}
