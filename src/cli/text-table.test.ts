import { describe, expect, it } from 'vitest'
import { textTable } from './text-table.ts'

const HEAD = ['run', 'model', 'val_auc']
const ROWS = [
  ['1f3a9c2e', 'random_forest', 0.87654],
  ['77b0d1aa', 'gradient_boosting', null],
]

describe('textTable', () => {
  it('aligns text to the left and numbers to the right, four digits each', () => {
    expect(
      textTable(HEAD, ROWS)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      'run       model              val_auc',
      '1f3a9c2e  random_forest       0.8765',
      '77b0d1aa  gradient_boosting        –',
    ])
  })

  it('leaves out the last columns where the terminal is narrow', () => {
    expect(textTable(HEAD, ROWS, 36)).toContain('val_auc')
    expect(textTable(HEAD, ROWS, 35)).not.toContain('val_auc')
    expect(textTable(HEAD, ROWS, 5)).toContain('gradient_boosting')
  })
})
