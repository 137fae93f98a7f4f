import { describe, expect, it } from 'vitest'
import { isAppError } from '../core/index.ts'
import type { MeasuredFacts } from './gate-metric.ts'
import { defaultGate, parseGateRules } from './parse-gate-rules.ts'

it('reads every kind of rule', () => {
  const rules = parseGateRules(
    [
      { metric: 'val_auc', min: 0.88 },
      { metric: 'my_profit', min: 100 },
      { metric: 'cv_roc_auc_std', max: 0.02 },
      { metric: 'val_recall', slice: 'contract_type=One year', min: 0.5, max: 0.9 },
      { metric: 'val_auc', versus: 'champion' },
      { metric: 'val_f1', versus: 'champion', margin: 0.01, alpha: 0.1 },
      { parity: 1e-5 },
      { max_size_mb: 50 },
    ],
    'gate',
  )
  expect(rules).toEqual([
    { kind: 'contract' },
    { kind: 'threshold', metric: 'val_auc', min: 0.88 },
    { kind: 'threshold', metric: 'my_profit', min: 100 },
    { kind: 'threshold', metric: 'cv_roc_auc_std', max: 0.02 },
    { kind: 'threshold', metric: 'val_recall', slice: 'contract_type=One year', min: 0.5, max: 0.9 },
    { kind: 'versus', metric: 'val_auc', test: 'delong' },
    { kind: 'versus', metric: 'val_f1', test: 'bootstrap', margin: 0.01, alpha: 0.1 },
    { kind: 'parity', maxDifference: 1e-5 },
    { kind: 'size', maxBytes: 50e6 },
  ])
})

it.each<[string, unknown, RegExp]>([
  ['a key that is a slip', { metric: 'val_auc', mim: 0.8 }, /gate\[0\]: unknown key 'mim' \(did you mean 'min'\?\)/],
  ['a metric that is a slip', { metric: 'val_acu', min: 0.8 }, /unknown metric 'val_acu' \(did you mean 'val_auc'\?\)/],
  ['folds compared row by row', { metric: 'cv_f1_mean', versus: 'champion' }, /did you mean 'val_f1'/],
  ['a slice of other rows', { metric: 'test_auc', slice: 'a=b', min: 0.8 }, /did you mean 'val_auc'/],
  ['no limit', { metric: 'val_auc' }, /'val_auc' needs min, max or versus/],
  ['no metric', { min: 1 }, /metric must be a name/],
  ['delong for another metric', { metric: 'val_f1', versus: 'champion', test: 'delong' }, /delong compares ROC AUC/],
  ['an unknown test', { metric: 'val_f1', versus: 'champion', test: 'bootstrp' }, /did you mean 'bootstrap'/],
  ['a comparison with nobody', { metric: 'val_auc', versus: 'production' }, /is not 'champion'/],
  ['a metric nobody can recompute', { metric: 'my_profit', versus: 'champion' }, /unknown metric 'my_profit'/],
  ['two rules in one', { metric: 'val_auc', versus: 'champion', min: 0.8 }, /'min' does not belong in a versus rule/],
  ['parity with a metric', { parity: 1e-5, metric: 'val_auc' }, /'metric' does not belong in a parity rule/],
  ['limits that exclude everything', { metric: 'val_auc', min: 0.9, max: 0.8 }, /min 0.9 is above max 0.8/],
  ['text for a number', { metric: 'val_auc', min: '0.8' }, /gate\[0\]\.min: "0.8" is not a number/],
  ['not a number', { max_size_mb: Number.NaN }, /is not a number of at least 0/],
  ['a slice without a value', { metric: 'val_auc', slice: 'contract', min: 1 }, /is not column=value/],
  ['a contract that is neither', { contract: 'strict' }, /gate\[0\]\.contract: "strict" is neither compatible nor any/],
  ['no object', 'val_auc > 0.8', /a gate rule is an object/],
])('refuses %s', (_, raw, message) => {
  let thrown: unknown
  try {
    parseGateRules([raw], 'gate')
  } catch (error) {
    thrown = error
  }
  expect(isAppError(thrown, 'CONFIG_INVALID')).toBe(true)
  expect((thrown as Error).message).toMatch(message)
})

const kinds = (...raw: unknown[]) => parseGateRules(raw, 'gate').map(({ kind }) => kind)

it('holds the contract unless it is told otherwise', () => {
  expect(kinds()).toEqual(['contract'])
  expect(kinds({ parity: 1 }, { contract: 'compatible' })).toEqual(['parity', 'contract'])
  expect(kinds({ parity: 1 }, { contract: 'any' })).toEqual(['parity'])
})

it('has a default that needs the contract, parity and the champion’s quality, for every task', () => {
  for (const task of ['binary', 'multiclass', 'regression'] as const) {
    expect(defaultGate(task).map(({ kind }) => kind)).toEqual(['contract', 'parity', 'versus'])
  }
})

it.each([
  ['val_roc_auc', 'val_auc'],
  ['auc', 'val_auc'],
  ['roc_auc', 'val_auc'],
  ['f1', 'val_f1'],
  ['test_roc_auc', 'test_auc'],
  ['cv_auc_mean', 'cv_roc_auc_mean'],
  ['cv_auc', 'cv_roc_auc_mean'],
  ['cv_roc_auc_std', 'cv_roc_auc_std'],
  ['val_brier_score', 'val_brier'],
])('reads %s as %s, which runs log', (name, logged) => {
  expect(parseGateRules([{ metric: name, min: 0.1 }], 'gate')).toMatchObject([{ kind: 'contract' }, { metric: logged }])
})

const parse = (rule: unknown, facts: MeasuredFacts) => () => parseGateRules([rule], 'gate', facts)

describe('with what a run measures', () => {
  const binary = { task: 'binary', folds: false, test: false } as const
  const regression = { task: 'regression', folds: false, test: false } as const

  it.each([
    [
      { metric: 'val_rmse', max: 2 },
      binary,
      "gate[0].metric: 'val_rmse' is a metric of numbers; the target has two classes. Use one of val_accuracy",
    ],
    [
      { metric: 'auc', versus: 'champion' },
      regression,
      "'auc' is a metric of two classes or more than two classes; the target has numbers. Use one of val_mae",
    ],
    [{ metric: 'val_f1_macro', min: 0.5 }, binary, "'val_f1_macro' is a metric of more than two classes"],
    [
      { metric: 'cv_auc_mean', min: 0.8 },
      binary,
      "'cv_auc_mean' needs a cross-validation. Set training.cv: 5, or use val_auc",
    ],
    [{ metric: 'test_auc', min: 0.8 }, binary, "'test_auc' needs test data. Set data.test_path, or use val_auc"],
    [
      { metric: 'val_f1', slice: 'a=b', min: 0.8 },
      binary,
      "'val_f1' is not measured on slices. Use one of val_accuracy, val_precision, val_recall, val_auc",
    ],
  ])('refuses %j, which no run can meet', (rule, facts, message) => {
    expect(parse(rule, facts)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    )
  })

  it('takes what it has', () => {
    const facts = { task: 'binary', folds: true, test: true } as const
    for (const metric of ['cv_auc_mean', 'test_f1', 'val_auc', 'my_profit'])
      expect(parse({ metric, min: 0 }, facts)).not.toThrow()
    expect(parse({ metric: 'recall', slice: 'a=b', min: 0 }, facts)).not.toThrow()
  })
})
