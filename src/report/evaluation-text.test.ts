import { expect, it } from 'vitest'
import { part, positive, scores, table, truth } from '../../test/fixtures/sliced-predictions.ts'
import { calibrationCurve, evaluateClassification, evaluateSlices } from '../evaluate/index.ts'
import { renderEvaluation } from './evaluation-text.ts'
import { evaluationPlots } from './plots/evaluation-plots.ts'

it('a report tells slices that differ', async () => {
  const text = renderEvaluation({
    evaluation: evaluateClassification(truth, scores),
    calibration: calibrationCurve(truth.values, Float64Array.from(positive)),
    slices: await evaluateSlices(table, part, truth, scores),
    elsewhere: [{ title: '5 folds', metrics: { roc_auc: 0.875 }, deviations: { roc_auc: 0.0625 } }],
  })
  expect(text).toContain('binary on 1500 held-out rows\npositive class: yes (data.positive_class changes it)\n')
  expect(text).toMatch(/ held out +5 folds\n/)
  expect(text).toMatch(/auc +0\.\d{4} +0\.8750 ± 0\.0625\n/)
  expect(text).toMatch(/brier +0\.\d{4} +–\n/)
  expect(text).toMatch(/contract = c +auc +490/)
  expect(text).toMatch(/truth \\ predicted +no +yes/)
  expect(text).toMatch(/predicted +[▁▂▃▄▅▆▇█]+\nhappened +[▁▂▃▄▅▆▇█]+/)
})

it('plots are small, whole SVG files', () => {
  const plots = evaluationPlots(truth, scores)
  expect([...plots.keys()]).toEqual(['confusion.svg', 'roc.svg', 'pr.svg', 'calibration.svg'])
  for (const text of plots.values()) {
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*<\/svg>\n$/)
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
    expect(text.length).toBeLessThan(12_000)
  }
})

it('plots take hostile class names and regressions safely', () => {
  const hostile = evaluationPlots({ ...truth, classes: ['<script>', 'a&"b'] }, scores).get('confusion.svg')!
  expect(hostile).not.toContain('<script>')
  expect(hostile).toContain('a&amp;&quot;b')
  const constant = { values: new Float64Array(5) }
  expect(evaluationPlots(constant, constant).get('predictions.svg')).not.toMatch(/NaN|Infinity/)
})
