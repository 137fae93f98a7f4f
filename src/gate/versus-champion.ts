// Candidate against champion, both scored on the same rows.
import type { Steps } from '../core/index.ts'
import { higherIsBetter, metricOf, type Predictions, rowMetrics, type Truth } from '../evaluate/index.ts'
import { bootstrapSteps, delongTest, normalCdf, normalQuantile } from '../stats/index.ts'
import type { GateChampion, GateInput } from './gate-input.ts'
import type { GateCheck, GateRule } from './gate-policy.ts'

type VersusRule = Extract<GateRule, { kind: 'versus' }>

/** Without a margin, a loss beyond this share of the champion's value is refused even where the rows are too few to prove it. */
const TOLERATED_LOSS = 0.01

/** Rows × resamples that a bootstrap may cost: a few seconds. */
const BOOTSTRAP_BUDGET = 4e7

interface Comparison {
  readonly candidate: number
  readonly champion: number
  /** One-sided p-value of "the gain in the better direction exceeds `bound`". */
  pBetterThan(bound: number): number
  /** Lower confidence bound of the gain in the better direction. */
  lowerBound(alpha: number): number
  readonly method: string
}

interface Rows {
  readonly truth: Truth
  readonly weights: Float64Array | undefined
}

type ClassScores = Extract<Predictions, { probability: Float64Array }>

/** Probability of the second of two classes. */
function positive({ probability }: ClassScores): Float64Array {
  return probability.filter((_, i) => i % 2 === 1)
}

function byDelong(truth: Truth, a: ClassScores, b: ClassScores): Comparison | string {
  const result = delongTest(truth.values, positive(a), positive(b))
  if (result === undefined) return 'the rows are of one class, so there is no AUC'
  const { difference, standardError } = result
  return {
    candidate: result.aucA,
    champion: result.aucB,
    pBetterThan: (bound) => {
      if (standardError === 0) return difference === bound ? 0.5 : difference > bound ? 0 : 1
      return normalCdf((bound - difference) / standardError)
    },
    lowerBound: (alpha) => difference - normalQuantile(1 - alpha) * standardError,
    method: 'DeLong',
  }
}

function* byBootstrap(metric: string, rows: Rows, a: Predictions, b: Predictions): Steps<Comparison | string> {
  const { truth, weights } = rows
  const ofCandidate = rowMetrics(truth, a).get(metric)
  const ofChampion = rowMetrics(truth, b).get(metric)
  if (ofCandidate === undefined || ofChampion === undefined) return `'${metric}' is no metric of this task`
  const candidate = ofCandidate(weights)
  const champion = ofChampion(weights)
  if (Number.isNaN(candidate) || Number.isNaN(champion)) return `'${metric}' is undefined on these rows`
  const sign = higherIsBetter(metric) ? 1 : -1
  const count = truth.values.length
  const resamples = Math.min(2000, Math.max(200, Math.floor(BOOTSTRAP_BUDGET / count)))
  const product = new Float64Array(count)
  const gainOf = (draws: Float64Array): number => {
    if (weights !== undefined) for (let i = 0; i < count; i++) product[i] = draws[i]! * weights[i]!
    const weight = weights === undefined ? draws : product
    return sign * (ofCandidate(weight) - ofChampion(weight))
  }
  const { distribution: gains } = yield* bootstrapSteps(count, gainOf, { resamples })
  if (gains.length === 0) return `'${metric}' is undefined on resamples of these rows`
  return {
    candidate,
    champion,
    // The share of resamples on the wrong side, ties counting half, and never 0: a bootstrap proves no more than 1/(B + 1).
    pBetterThan: (bound) => {
      let wrong = 0
      for (const gain of gains) wrong += gain < bound ? 1 : gain === bound ? 0.5 : 0
      return (wrong + 0.5) / (gains.length + 1)
    },
    lowerBound: (alpha) => gains[Math.floor(alpha * (gains.length - 1))]!,
    method: `bootstrap of ${gains.length} resamples`,
  }
}

/** DeLong's test knows two classes and no weights; any other AUC is compared by bootstrap. */
function* compare(
  test: VersusRule['test'],
  metric: string,
  rows: Rows,
  a: Predictions,
  b: Predictions,
): Steps<Comparison | string> {
  const { truth, weights } = rows
  const plain = weights === undefined && 'classes' in truth && truth.classes.length === 2
  return test === 'delong' && metric === 'roc_auc' && plain && 'probability' in a && 'probability' in b
    ? byDelong(truth, a, b)
    : yield* byBootstrap(metric, rows, a, b)
}

/** Same length, same classes. */
function mismatch(truth: Truth, candidate: Predictions, champion: Predictions): string | undefined {
  const rows = truth.values.length
  for (const [who, scores] of [
    ['candidate', candidate],
    ['champion', champion],
  ] as const) {
    const width = 'classes' in truth ? truth.classes.length : 1
    const answers = 'probability' in scores ? scores.probability : scores.values
    if (answers.length !== rows * width || 'probability' in scores !== 'classes' in truth) {
      return `the ${who} was not scored on the same ${rows} rows and classes`
    }
  }
  return rows === 0 ? 'there are no rows to compare on' : undefined
}

/** Below these even a coin would often look as good as the champion. */
export const LEAST_ROWS = 20
export const LEAST_OF_A_CLASS = 5

function tooFew(truth: Truth): string | undefined {
  const rows = truth.values.length
  const counts = 'classes' in truth ? new Int32Array(truth.classes.length) : undefined
  if (counts !== undefined) for (const label of truth.values as Int32Array) counts[label]!++
  const least = counts === undefined || counts.length !== 2 ? rows : Math.min(...counts)
  if (rows >= LEAST_ROWS && least >= LEAST_OF_A_CLASS) return undefined
  const what = rows < LEAST_ROWS ? `${rows} rows` : `${least} rows of a class`
  return `${what} are too few to compare with the champion on; name more with --data, or train on more`
}

function number(value: number): string {
  const size = Math.abs(value)
  if (size >= 1000) return value.toFixed(1)
  return size === 0 || size >= 0.001 ? value.toFixed(4) : value.toPrecision(3)
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${number(Math.abs(value))}`
}

function chance(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
}

/** Whom the candidate is compared with, and on which rows. */
function basisOf({ version, on }: GateChampion, rows: number): string {
  switch (on?.kind) {
    case undefined:
      return `champion v${version} on the same ${rows} rows`
    case 'unseen': {
      const some = rows === on.heldOut ? `${rows} rows` : `the ${rows} of ${on.heldOut} held-out rows`
      return on.unknownToCandidate
        ? `champion v${version} on ${some} that it has not learned from (of the candidate nobody knows)`
        : `champion v${version} on ${some} that neither has learned from`
    }
    case 'recipe':
      return `the recipe of champion v${version}, fitted on the same rows as the candidate since ${on.why}, on ${rows} held-out rows`
    case 'unknown':
      return `champion v${version} on ${rows} rows, ${on.isNew ? 'said to be new to it' : 'which it may have learned from: nobody knows'}`
  }
}

/** Rows that the champion has learned from flatter it: what passes has passed, but a loss proves nothing. */
function wayOut({ on }: GateChampion): string {
  return on?.kind === 'unknown' && !on.isNew
    ? '; nothing is proven by that: train it on newer data, or promote it by force'
    : ''
}

/**
 * With a margin m: passes when the lower confidence bound (1 − alpha, one-sided) of the candidate's gain is at least −m.
 * Without: passes when the candidate is as good or better on these rows; when it is worse, only if a one-sided test at alpha does
 * not show it AND the loss is within 1 % of the champion's value, so that many small losses do not add up unseen: pin the floor
 * with a `min` rule. Anything that keeps the two from being compared fails the check; no champion skips it.
 */
export function* checkVersusChampion(rule: VersusRule, input: GateInput): Steps<GateCheck> {
  const name = `${rule.metric} versus champion`
  const fail = (why: string): GateCheck => ({ name, status: 'failed', explanation: `${rule.metric}: ${why}: refused` })
  const { champion, candidate, truth, weights } = input
  if (champion === undefined || champion === 'itself') {
    const why = champion === 'itself' ? 'the candidate is the champion itself' : 'there is no champion yet'
    return { name, status: 'skipped', explanation: `${rule.metric}: ${why}, nothing to compare with: skipped` }
  }
  const metric = metricOf(rule.metric)
  if (metric === undefined) return fail('it is no metric that can be computed from scores')
  if (truth === undefined || candidate.scores === undefined) return fail('the candidate has no scores to compare')
  if (champion.scores === undefined) {
    return fail(`champion v${champion.version} ${champion.problem ?? 'could not be scored on the same rows'}`)
  }
  const wrong = mismatch(truth, candidate.scores, champion.scores)
  if (wrong !== undefined) return fail(wrong)
  const few = tooFew(truth)
  if (few !== undefined) return fail(few)
  const comparison = yield* compare(rule.test, metric, { truth, weights }, candidate.scores, champion.scores)
  if (typeof comparison === 'string') return fail(comparison)

  const sign = higherIsBetter(metric) ? 1 : -1
  const gain = sign * (comparison.candidate - comparison.champion)
  const alpha = rule.alpha ?? 0.05
  const facts =
    `${rule.metric} ${number(comparison.candidate)} against ${number(comparison.champion)} of ` +
    `${basisOf(champion, truth.values.length)}${weights === undefined ? '' : ', weighted,'} ` +
    `(${signed(comparison.candidate - comparison.champion)}`
  const decide = (passed: boolean, pValue: number, why: string): GateCheck => ({
    name,
    status: passed ? 'passed' : 'failed',
    explanation: `${facts}, ${comparison.method} ${chance(pValue)}): ${why}: ${passed ? 'passed' : `refused${wayOut(champion)}`}`,
    observed: comparison.candidate,
    required: comparison.champion,
    pValue,
  })

  if (rule.margin !== undefined) {
    const bound = comparison.lowerBound(alpha)
    const passed = bound >= -rule.margin
    const sure = `with ${Number(((1 - alpha) * 100).toPrecision(4))} % confidence the gain is at least ${signed(bound)}`
    return decide(
      passed,
      comparison.pBetterThan(-rule.margin),
      `${sure}, ${passed ? 'within' : 'below'} the required ${signed(-rule.margin)}`,
    )
  }
  const pBetter = comparison.pBetterThan(0)
  const pWorse = 1 - pBetter
  if (gain >= 0) {
    const proven = pBetter < alpha ? 'better' : 'as good (the difference may be chance)'
    return decide(true, pBetter, gain === 0 ? 'as good' : proven)
  }
  if (pWorse < alpha) return decide(false, pWorse, 'significantly worse')
  const tolerated = TOLERATED_LOSS * Math.abs(comparison.champion)
  if (-gain > tolerated) return decide(false, pWorse, `worse by more than the tolerated ${number(tolerated)} (1 %)`)
  return decide(true, pWorse, `not distinguishable from chance, and within the tolerated ${number(tolerated)} (1 %)`)
}
