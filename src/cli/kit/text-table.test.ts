import { describe, expect, it } from 'vitest'
import { textTable } from './text-table.ts'

const HEAD = ['run', 'model', 'val_auc']
const ROWS = [
  ['1f3a9c2e', 'random_forest', 0.87654],
  ['77b0d1aa', 'gradient_boosting', null],
]

describe('textTable', () => {
  it('aligns text to the left and numbers to the right, four digits each', () => {
    expect(textTable(HEAD, ROWS).split('\n')).toEqual([
      'run       model              val_auc',
      '1f3a9c2e  random_forest       0.8765',
      '77b0d1aa  gradient_boosting        –',
    ])
  })

  it('leaves no spaces behind a short cell, which a narrow terminal would show as an empty line', () => {
    const text = textTable(
      ['parameter', 'value'],
      [
        ['features', 'a'.repeat(200)],
        ['cv', '5'],
      ],
    )
    expect(text.split('\n').map((line) => line.length)).toEqual([16, 211, 12])
  })

  it('leaves out the last columns where the terminal is narrow', () => {
    expect(textTable(HEAD, ROWS, 36)).toContain('val_auc')
    expect(textTable(HEAD, ROWS, 35)).not.toContain('val_auc')
    expect(textTable(HEAD, ROWS, 5)).toContain('gradient_boosting')
  })
})
