import { expect, it } from 'vitest'
import { renderEvaluation } from './evaluation-text.ts'

const evaluation = { task: 'regression', rows: 60, metrics: { rmse: 120_461.04, mse: 1.4511e10, r2: 0.3996 } } as const

it('shows an interval beside each held-out figure, and what folds and test rows say', () => {
  const text = renderEvaluation({
    evaluation,
    intervals: { rmse: { low: 105_225.57, high: 137_902.3 }, r2: { low: 0.2517, high: 0.5182 } },
    elsewhere: [
      { title: 'cross-validated', metrics: { r2: 0.1959, rmse: 117_853.2 }, deviations: { r2: 0.0727, rmse: 6130.2 } },
      { title: 'test', metrics: { r2: 0.21 } },
    ],
  })
  expect(text).toBe(
    [
      'regression on 60 held-out rows',
      '',
      '       held out      95 % interval    cross-validated    test',
      'rmse   120461.0  105225.6–137902.3  117853.2 ± 6130.2       –',
      'mse   1.451e+10                  –                  –       –',
      'r2       0.3996      0.2517–0.5182    0.1959 ± 0.0727  0.2100',
      '',
    ].join('\n'),
  )
})

it('writes slices of numbers as they are read, and says what was fitted', () => {
  const slice = { metric: 'mae', rows: 30, observed: 2, low: 1, high: 3, overall: 0.5, flagged: true }
  const slices = [
    { ...slice, column: 'mcc', value: '< 5411' },
    { ...slice, column: 'tenure', value: '≥ 52' },
    { ...slice, column: 'age', value: '[12, 29)' },
    { ...slice, column: 'plan', value: '< basic' },
  ]
  const text = renderEvaluation({ evaluation, slices, estimator: 'random_forest' })
  expect(text).toMatch(/^random_forest, regression, on 60 held-out rows\n/)
  expect(text).toMatch(/^mcc < 5411 .*\ntenure ≥ 52 .*\nage in \[12, 29\) .*\nplan = < basic /m)
})

it('needs no header where there is nothing but the figure', () => {
  expect(renderEvaluation({ evaluation: { ...evaluation, metrics: { r2: 0.3996 } } })).toBe(
    'regression on 60 held-out rows\n\nr2  0.3996\n',
  )
})
