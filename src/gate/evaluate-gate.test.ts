import { describe, expect, it } from 'vitest'
import { createRng } from '../core/index.ts'
import { evaluateGate } from './evaluate-gate.ts'
import type { ComparedOn, GateInput } from './gate-input.ts'
import type { GateCheck, GateRule } from './gate-policy.ts'

function check(rule: GateRule, input: GateInput): GateCheck {
  return evaluateGate([rule], input).checks[0]!
}

const rng = createRng(5)
const rows = 1000
const values = Int32Array.from({ length: rows }, () => (rng.next() < 0.3 ? 1 : 0))
const truth = { classes: ['no', 'yes'], values }

/** Scores of a model whose classes lie `distance` apart. */
function scores(distance: number, seed = 9): { probability: Float64Array } {
  const random = createRng(seed)
  const probability = new Float64Array(rows * 2)
  for (let i = 0; i < rows; i++) {
    const p = 1 / (1 + Math.exp(-(values[i]! * distance - distance / 2 + random.normal())))
    probability[i * 2] = 1 - p
    probability[i * 2 + 1] = p
  }
  return { probability }
}

const AUC: GateRule = { kind: 'versus', metric: 'val_auc', test: 'delong' }

function against(candidate: number, champion: number): GateInput {
  return {
    truth,
    candidate: { metrics: {}, scores: scores(candidate) },
    champion: { version: 3, scores: scores(champion) },
  }
}

/** A comparison that rests on `on`, lost by far unless `better`. */
function judged(on: ComparedOn, better = false): GateCheck {
  const [candidate, rival] = better ? [1.8, 0.8] : [0.8, 1.8]
  return check(AUC, { ...against(candidate, rival), champion: { version: 3, scores: scores(rival), on } })
}

describe('threshold', () => {
  const rule: GateRule = { kind: 'threshold', metric: 'val_auc', min: 0.88 }

  it('refuses what is below the minimum, in plain words', () => {
    const result = check(rule, { candidate: { metrics: { val_auc: 0.871 } } })
    expect(result).toMatchObject({ status: 'failed', observed: 0.871, required: 0.88 })
    expect(result.explanation).toBe('val_auc 0.871 < 0.880 required: refused')
  })

  it('never prints two equal numbers for a failure', () => {
    expect(check(rule, { candidate: { metrics: { val_auc: 0.87999 } } }).explanation).toBe(
      'val_auc 0.87999 < 0.88000 required: refused',
    )
  })

  it('passes on the limit itself', () => {
    expect(check(rule, { candidate: { metrics: { val_auc: 0.88 } } }).status).toBe('passed')
    expect(check({ kind: 'threshold', metric: 'x', max: 2 }, { candidate: { metrics: { x: 2 } } }).status).toBe(
      'passed',
    )
    expect(check({ kind: 'threshold', metric: 'x', max: 2 }, { candidate: { metrics: { x: 2.1 } } }).explanation).toBe(
      'x 2.100 > 2.000 allowed: refused',
    )
  })

  it('fails for a metric that is missing or not a number', () => {
    expect(check(rule, { candidate: { metrics: {} } }).explanation).toContain('no such metric')
    expect(check(rule, { candidate: { metrics: { val_auc: Number.NaN } } }).status).toBe('failed')
    const inherited: GateRule = { kind: 'threshold', metric: 'toString', min: 0 }
    expect(check(inherited, { candidate: { metrics: {} } }).explanation).toContain('no such metric')
  })

  it('looks at one slice when the rule names it', () => {
    const slice = {
      column: 'contract_type',
      value: 'One year',
      rows: 412,
      metric: 'recall',
      observed: 0.41,
      low: 0.3,
      high: 0.5,
      overall: 0.6,
      flagged: true,
    }
    const input = { candidate: { metrics: { val_recall: 0.6 }, slices: [slice] } }
    const onSlice: GateRule = { kind: 'threshold', metric: 'val_recall', slice: 'contract_type=One year', min: 0.5 }
    expect(check(onSlice, input).explanation).toBe(
      'val_recall where contract_type=One year 0.410 < 0.500 required (412 rows): refused',
    )
    expect(check({ ...onSlice, slice: 'contract_type=Two year' }, input).status).toBe('failed')
  })
})

describe('versus champion', () => {
  it('is skipped, and passes, when there is no champion yet', () => {
    const decision = evaluateGate([AUC], { candidate: { metrics: {} } })
    expect(decision.passed).toBe(true)
    expect(decision.checks[0]).toMatchObject({ status: 'skipped' })
  })

  it('is skipped for the champion itself, and says so', () => {
    const { checks } = evaluateGate([AUC], { ...against(1, 1), champion: 'itself' })
    expect(checks[0]).toMatchObject({ status: 'skipped', explanation: expect.stringContaining('the champion itself') })
  })

  it('says what the comparison rests on', () => {
    expect(judged({ kind: 'unseen', heldOut: rows }).explanation).toContain(
      'of champion v3 on 1000 rows that neither has learned from (−0.',
    )
    expect(judged({ kind: 'unseen', heldOut: 1200 }).explanation).toContain(
      'of champion v3 on the 1000 of 1200 held-out rows that neither has learned from (−0.',
    )
    expect(judged({ kind: 'recipe', why: 'only 3 rows are new to both' }).explanation).toContain(
      'of the recipe of champion v3, fitted on the same rows as the candidate since only 3 rows are new to both, on 1000 held-out rows (−0.',
    )
  })

  it('lets a candidate pass on rows that may flatter the champion; a loss on them proves nothing, and it says what to do', () => {
    expect(judged({ kind: 'unknown', isNew: false }, true)).toMatchObject({ status: 'passed' })
    expect(judged({ kind: 'unknown', isNew: false })).toMatchObject({
      status: 'failed',
      explanation: expect.stringMatching(
        /may have learned from: nobody knows .* refused; nothing is proven by that: .* by force/,
      ),
    })
    expect(judged({ kind: 'unknown', isNew: true }).explanation).toMatch(/significantly worse: refused$/)
  })

  it('says why the champion cannot be compared', () => {
    const champion = { version: 3, problem: 'cannot be compared: nobody kept which rows it has learned from' }
    expect(check(AUC, { ...against(1, 1), champion }).explanation).toBe(
      'val_auc: champion v3 cannot be compared: nobody kept which rows it has learned from: refused',
    )
  })

  it('compares by the weights of the rows', () => {
    // The champion is right where the weight is, the candidate everywhere else.
    const weights = Float64Array.from(values, (_, i) => (i % 4 === 0 ? 10 : 0.1))
    const right = (where: (i: number) => boolean) => ({
      probability: Float64Array.from(values, (_, i) => i).reduce(
        (out, i) => {
          const p = where(i) === (values[i] === 1) ? 0.9 : 0.1
          out.set([1 - p, p], 2 * i)
          return out
        },
        new Float64Array(2 * rows),
      ),
    })
    const input: GateInput = {
      truth,
      candidate: { metrics: {}, scores: right((i) => i % 4 !== 0) },
      champion: { version: 1, scores: right((i) => i % 4 === 0) },
    }
    expect(check(AUC, input).status).toBe('passed')
    const weighted = check(AUC, { ...input, weights })
    expect(weighted.status).toBe('failed')
    expect(weighted.explanation).toMatch(/on the same 1000 rows, weighted, \(−0\.\d{4}, bootstrap of 2000 resamples p/)
  })

  it('tells small numbers apart', () => {
    const real = Float64Array.from({ length: 300 }, () => rng.normal() * 1e-5)
    const off = (by: number) => ({ values: real.map((value) => value + rng.normal() * by) })
    const rule: GateRule = { kind: 'versus', metric: 'val_rmse', test: 'bootstrap' }
    const input = { truth: { values: real }, candidate: { metrics: {}, scores: off(3e-5) } }
    expect(check(rule, { ...input, champion: { version: 1, scores: off(1e-5) } }).explanation).toMatch(
      /^val_rmse 0\.0000(29|3|30|31)\d* against/,
    )
  })

  it('refuses a clearly worse candidate with numbers, p-value and rows', () => {
    const result = check(AUC, against(0.8, 1.8))
    expect(result.status).toBe('failed')
    expect(result.pValue).toBeLessThan(0.001)
    expect(result.explanation).toMatch(
      /^val_auc 0\.\d{4} against 0\.\d{4} of champion v3 on the same 1000 rows \(−0\.\d{4}, DeLong p < 0\.001\): significantly worse: refused$/,
    )
  })

  it('promotes a better candidate, and one that is the same', () => {
    expect(check(AUC, against(1.8, 0.8))).toMatchObject({ status: 'passed' })
    const same = check(AUC, against(1, 1))
    expect(same).toMatchObject({ status: 'passed', pValue: 0.5 })
    expect(same.explanation).toContain('as good')
    expect(check(AUC, against(1.8, 0.8)).explanation).toMatch(/p < 0\.001\): better: passed$/)
  })

  it('calls no candidate better for what chance explains', () => {
    const champion = { version: 1, scores: scores(3, 10) }
    const { explanation, pValue } = check(AUC, { truth, candidate: { metrics: {}, scores: scores(3) }, champion })
    expect(pValue).toBeGreaterThan(0.05)
    expect(explanation).toMatch(/\(\+0\.\d+, DeLong p = 0\.\d+\): as good \(the difference may be chance\): passed$/)
  })

  it('promotes a loss that chance explains, but not one beyond 1 %, which few rows cannot prove', () => {
    const slightly: GateInput = {
      truth,
      candidate: { metrics: {}, scores: scores(3, 10) },
      champion: { version: 1, scores: scores(3) },
    }
    expect(check(AUC, slightly)).toMatchObject({
      status: 'passed',
      explanation: expect.stringContaining('not distinguishable from chance'),
    })

    const few = 40
    const cut = (distance: number, seed: number): { probability: Float64Array } => {
      const random = createRng(seed)
      const flat = Array.from({ length: few }, (_, i) => {
        const p = 1 / (1 + Math.exp(-((i % 2) * distance + random.normal())))
        return [1 - p, p]
      })
      return { probability: Float64Array.from(flat.flat()) }
    }
    const small = { classes: [0, 1], values: Int32Array.from({ length: few }, (_, i) => i % 2) }
    const result = check(AUC, {
      truth: small,
      candidate: { metrics: {}, scores: cut(1, 1) },
      champion: { version: 1, scores: cut(1.4, 2) },
    })
    expect(result.pValue).toBeGreaterThan(0.05)
    expect(result.status).toBe('failed')
    expect(result.explanation).toContain('worse by more than the tolerated')
  })

  it('asks for non-inferiority within a margin, and for a proven gain with a margin of 0', () => {
    expect(check({ ...AUC, margin: 0.02 }, against(1.39, 1.4)).status).toBe('passed')
    expect(check({ ...AUC, margin: 0 }, against(1.4, 1.4)).status).toBe('passed')
    expect(check({ ...AUC, margin: 0 }, against(1.3, 1.4)).status).toBe('failed')
    expect(check({ ...AUC, margin: -0.05 }, against(1.41, 1.4)).status).toBe('failed')
    expect(check({ ...AUC, margin: 0.02 }, against(0.9, 1.4)).explanation).toMatch(
      /with 95 % confidence the gain is at least −0\.\d{4}, below the required −0\.0200: refused$/,
    )
  })

  it.each(['val_log_loss', 'val_accuracy', 'val_f1', 'val_auc'])(
    'compares %s by bootstrap, in its own direction',
    (metric) => {
      const rule: GateRule = { kind: 'versus', metric, test: 'bootstrap' }
      expect(check(rule, against(2, 0.8)).status).toBe('passed')
      const worse = check(rule, against(0.8, 2))
      expect(worse.status).toBe('failed')
      expect(worse.pValue).toBeLessThan(0.01)
      expect(check(rule, against(0.8, 2))).toEqual(worse)
    },
  )

  it('compares regressions by bootstrap', () => {
    const real = Float64Array.from({ length: 300 }, () => rng.normal())
    const off = (by: number): { values: Float64Array } => ({ values: real.map((value) => value + rng.normal() * by) })
    const input = (a: number, b: number): GateInput => ({
      truth: { values: real },
      candidate: { metrics: {}, scores: off(a) },
      champion: { version: 2, scores: off(b) },
    })
    const rule: GateRule = { kind: 'versus', metric: 'val_rmse', test: 'bootstrap' }
    expect(check(rule, input(0.5, 1)).status).toBe('passed')
    expect(check(rule, input(1, 0.5)).status).toBe('failed')
  })

  it('compares the AUC of more than two classes by bootstrap even where delong is asked for', () => {
    const three = { classes: [0, 1, 2], values: Int32Array.from({ length: 300 }, (_, i) => i % 3) }
    const probability = Float64Array.from({ length: 900 }, (_, i) => {
      const right = i % 3 === Math.floor(i / 3) % 3
      return right ? 0.4 + 0.2 * rng.next() : 0.2 + 0.2 * rng.next()
    })
    const input: GateInput = {
      truth: three,
      candidate: { metrics: {}, scores: { probability } },
      champion: { version: 1, scores: { probability: probability.map(() => rng.next()) } },
    }
    expect(check(AUC, input)).toMatchObject({ status: 'passed', explanation: expect.stringContaining('bootstrap') })
  })

  it.each<[string, GateInput]>([
    ['no scores of the candidate', { truth, candidate: { metrics: {} }, champion: { version: 1, scores: scores(1) } }],
    ['no scores of the champion', { truth, candidate: { metrics: {}, scores: scores(1) }, champion: { version: 1 } }],
    ['other rows', { ...against(1, 1), truth: { classes: ['no', 'yes'], values: values.subarray(0, 10) } }],
    ['other classes', { ...against(1, 1), truth: { classes: ['a', 'b', 'c'], values } }],
    [
      'no rows',
      {
        truth: { classes: [0, 1], values: new Int32Array(0) },
        candidate: { metrics: {}, scores: { probability: new Float64Array(0) } },
        champion: { version: 1, scores: { probability: new Float64Array(0) } },
      },
    ],
    ['one class', { ...against(1, 1), truth: { classes: ['no', 'yes'], values: new Int32Array(rows) } }],
  ])('fails, rather than passes, when nothing can be compared: %s', (_, input) => {
    expect(check(AUC, input)).toMatchObject({ status: 'failed', explanation: expect.stringContaining('refused') })
  })
})

const parity: GateRule = { kind: 'parity', maxDifference: 1e-5 }

function parityOf(maxDifference: number, labelFlips: number): GateCheck {
  return check(parity, { candidate: { metrics: {}, parity: { maxDifference, labelFlips } } })
}

describe('parity and size', () => {
  it('wants small differences and no label flip', () => {
    expect(parityOf(1e-7, 0).status).toBe('passed')
    expect(parityOf(1e-7, 1).explanation).toContain('1 label flip (0 allowed): refused')
    expect(parityOf(1e-4, 0).status).toBe('failed')
    expect(parityOf(Number.NaN, 0).status).toBe('failed')
  })

  it('fails when parity was not measured, unless the graph is the original', () => {
    expect(check(parity, { candidate: { metrics: {} } }).status).toBe('failed')
    expect(check(parity, { candidate: { metrics: {}, parity: 'original' } }).status).toBe('skipped')
  })

  it('limits the size in megabytes', () => {
    const size: GateRule = { kind: 'size', maxBytes: 50e6 }
    expect(check(size, { candidate: { metrics: {}, modelBytes: 1e6 } }).explanation).toBe(
      'size 1.000 MB ≤ 50.000 MB allowed: passed',
    )
    expect(check(size, { candidate: { metrics: {}, modelBytes: 51e6 } }).status).toBe('failed')
    expect(check(size, { candidate: { metrics: {} } }).status).toBe('failed')
  })
})

it('checks every rule although the first failed', () => {
  const decision = evaluateGate(
    [
      { kind: 'threshold', metric: 'val_auc', min: 0.9 },
      { kind: 'threshold', metric: 'val_f1', min: 0.1 },
    ],
    { candidate: { metrics: { val_auc: 0.5, val_f1: 0.5 } } },
  )
  expect(decision.passed).toBe(false)
  expect(decision.checks.map(({ status }) => status)).toEqual(['failed', 'passed'])
})

it.each([
  ['rows', [0, 1, 0, 1], /4 rows are too few to compare/],
  ['rows of a class', [...Array.from({ length: 30 }, () => 0), 1, 1, 1], /3 rows of a class are too few/],
])('no candidate is as good as the champion on too few %s', (_, labels, why) => {
  const truth = { classes: [0, 1], values: Int32Array.from(labels) }
  const scores = { probability: Float64Array.from(labels.flatMap((label) => [1 - label, label])) }
  const rule: GateRule = { kind: 'versus', metric: 'val_auc', test: 'delong' }
  const { passed, checks } = evaluateGate([rule], {
    candidate: { metrics: {}, scores },
    champion: { version: 1, scores },
    truth,
  })
  expect([passed, checks.map(({ explanation }) => explanation)]).toEqual([false, [expect.stringMatching(why)]])
})
