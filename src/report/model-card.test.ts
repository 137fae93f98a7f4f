import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { humanSections } from './human-sections.ts'
import { mergeHumanSections, renderModelCard } from './model-card.ts'
import type { ModelCardInput } from './model-card-input.ts'

const full: ModelCardInput = {
  name: 'churn-classifier',
  version: 2,
  task: 'binary',
  license: 'apache-2.0',
  language: 'en',
  tags: ['churn: "yes"', 'onnx'],
  createdAt: Date.UTC(2026, 10, 23),
  runId: 'a'.repeat(32),
  gitCommit: 'abc123',
  estimator: 'random_forest',
  parameters: { n_estimators: 200, max_depth: null },
  data: [{ name: 'data/churn: #1.csv', sha256: 'f'.repeat(64), rows: 50_000 }],
  target: 'churned',
  classes: ['no', 'yes'],
  inputs: [{ name: 'a|b', type: 'double' }],
  metrics: {
    val_auc: 0.8912,
    val_f1: 0.6,
    my_profit: 12,
    val_log_loss: Number.POSITIVE_INFINITY,
    cv_roc_auc_mean: 0.885,
    cv_roc_auc_std: 0.0071,
  },
  intervals: { val_auc: { low: 0.88, high: 0.9 } },
  measuredOn: '10000 rows the model was not trained on',
  slices: [
    {
      column: 'contract',
      value: '<One|year>',
      rows: 300,
      metric: 'recall',
      observed: 0.4,
      low: 0.3,
      high: 0.5,
      overall: 0.6,
      flagged: true,
    },
  ],
  suspects: [{ what: "'a|b' is 1 in every row", fix: 'drop it' }],
  onnx: {
    opset: { '': 21, 'ai.onnx.ml': 3 },
    bytes: 1234,
    sha256: 'e'.repeat(64),
    parity: { maxDifference: 1.2e-7, labelFlips: 0, rows: 500 },
  },
  environment: { node: 'v24.21.0' },
  gate: { passed: true, checks: [{ name: 'val_auc ≥ 0.88', status: 'passed', explanation: '0.891 ≥ 0.880' }] },
  champion: { version: 1, metrics: { val_auc: 0.88 } },
  history: [{ subject: 'alias:champion', to: '2', at: Date.UTC(2026, 10, 23), by: 'ada', reason: 'gate passed' }],
}

function frontMatter(card: string): Record<string, unknown> {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(card)
  expect(match).not.toBeNull()
  return parse(match![1]!) as Record<string, unknown>
}

describe('front matter', () => {
  it('is what the Hub reads, with names that would break YAML kept whole', () => {
    const front = frontMatter(renderModelCard(full))
    expect(front).toMatchObject({
      language: 'en',
      license: 'apache-2.0',
      library_name: 'onnx',
      pipeline_tag: 'tabular-classification',
      tags: ['onnx', 'tabular', 'modelwright', 'churn: "yes"'],
      datasets: ['data/churn: #1.csv'],
      metrics: ['roc_auc', 'f1'],
    })
    expect(front['model-index']).toEqual([
      {
        name: 'churn-classifier',
        results: [
          {
            task: { type: 'tabular-classification' },
            dataset: { name: 'data/churn: #1.csv', type: 'tabular', revision: 'f'.repeat(64) },
            metrics: [
              { type: 'roc_auc', name: 'val_auc', value: 0.8912 },
              { type: 'f1', name: 'val_f1', value: 0.6 },
            ],
          },
        ],
      },
    ])
  })

  it('holds only what is known', () => {
    const front = frontMatter(renderModelCard({ name: '- x: "y"' }))
    expect(front).toEqual({ library_name: 'onnx', tags: ['onnx', 'tabular', 'modelwright'] })
  })
})

describe('body', () => {
  it('tells metrics with interval, rows and change to the champion', () => {
    const card = renderModelCard(full)
    expect(card).toContain('Measured on 10000 rows')
    expect(card).toContain('| Positive class | yes |')
    expect(card).toContain('| Metric | Value | 95 % interval | Champion v1 | Change |')
    expect(card).toContain('| val_auc | 0.8912 | 0.88 – 0.9 | 0.88 | +0.0112 |')
    expect(card).toContain('| cv_roc_auc_mean | 0.885 ± 0.0071 |')
    expect(card).not.toContain('cv_roc_auc_std')
    expect(card).toContain('The gate **passed** this version.')
    expect(card).toContain('| 2026-11-23T00:00:00.000Z | alias:champion | 2 | ada | gate passed |')
    expect(card).toContain('- Opset ai.onnx.ml 3')
    expect(card).toContain('over 500 rows: largest difference 1.2e-7, 0 label flips')
  })

  it('keeps tables whole and lets no value become markup', () => {
    const card = renderModelCard(full)
    expect(card).toContain('| a\\|b | double |')
    expect(card).toContain("| 'a\\|b' is 1 in every row | drop it |")
    expect(card).toContain('| recall | contract = &lt;One\\|year> | 300 |')
  })

  it('has no empty sections but those that ask people to write', () => {
    const headings = renderModelCard({ name: 'm' }).match(/^## .*$/gm)
    expect(headings).toEqual(['## Purpose', '## Limitations', '## Risks'])
  })
})

describe('what people wrote', () => {
  const written = renderModelCard({
    ...full,
    human: { purpose: 'Call customers who may leave.\n\nCosts $& and $1 a call.', risks: '### Harm\nSpam.' },
  })

  it('is found again; what nobody wrote is absent', () => {
    expect(humanSections(written)).toEqual({
      purpose: 'Call customers who may leave.\n\nCosts $& and $1 a call.',
      risks: '### Harm\nSpam.',
    })
    expect(humanSections(renderModelCard(full))).toEqual({})
    expect(humanSections(written.replaceAll('\n', '\r\n'))).toEqual(humanSections(written))
  })

  it('survives a new card, letter by letter', () => {
    const merged = mergeHumanSections(written, renderModelCard({ ...full, version: 3 }))
    expect(humanSections(merged)).toEqual(humanSections(written))
    expect(merged).toContain('| Version | 3 |')
    expect(merged).toContain('Not written yet: on which people')
  })

  it('does not replace what the new card brings itself', () => {
    const next = renderModelCard({ ...full, human: { purpose: 'Newer.' } })
    expect(humanSections(mergeHumanSections(written, next)).purpose).toBe('Newer.')
  })
})
