import { describe, expect, it } from 'vitest'
import type { Suspect } from '../data/index.ts'
import { suspectLines } from './suspect-text.ts'

describe('the words for suspects', () => {
  it('name each column once, and the option that deals with it', () => {
    const many = Array.from({ length: 7 }, (_, i): Suspect => ({ kind: 'row_id', column: `id ${i}` }))
    expect(
      suspectLines([
        { kind: 'leak', column: 'closed_on', measure: 'roc_auc', score: 1 },
        { kind: 'imbalance', class: 'yes', rows: 4, share: 0.002, recall: 0.05 },
        ...many,
        { kind: 'constant', column: 'currency', value: 'EUR', share: 1 },
        { kind: 'constant', column: 'version', value: 2, share: 0.99995 },
      ]),
    ).toEqual([
      {
        what: "'closed_on' (roc_auc 1.000) predicts the target alone",
        fix: 'if it is known only afterwards: data.drop_columns: [closed_on]',
      },
      {
        what: "class 'yes' is 4 rows (0.2 %) and hardly found: recall 0.05",
        fix: 'model.class_weight: balanced where the model has it, or a lower serving.threshold',
      },
      {
        what: "'id 0', 'id 1', 'id 2', 'id 3', 'id 4' and 2 more are different in every row, as a row number is",
        fix: 'data.drop_columns: ["id 0", "id 1", "id 2", "id 3", "id 4", …]',
      },
      {
        what: "'currency' is 'EUR' in every row, 'version' is 2 in 99.99 % of the rows",
        fix: 'it tells next to nothing: data.drop_columns: [currency, version]',
      },
    ])
  })

  it('say apart from which columns rows are copies', () => {
    expect(suspectLines([{ kind: 'duplicate_rows', rows: 1001, share: 0.3337, apartFrom: ['id'] }])[0]).toEqual({
      what: "1001 rows (33 %) are copies of others, but for 'id'",
      fix: 'so copies are learned from and measured on: data.drop_columns: [id]',
    })
  })

  it('take a column that the config lists off its list', () => {
    expect(suspectLines([{ kind: 'row_id', column: 'id' }], { listed: true })[0]!.fix).toBe('take id out of features')
  })
})
