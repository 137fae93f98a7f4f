import { describe, expect, it } from 'vitest'
import { column, dropColumns, selectRows } from './column.ts'
import type { Table } from './table.ts'

const table: Table = {
  source: 'churn.csv',
  rows: 3,
  columns: [
    { kind: 'number', name: 'tenure', type: 'long', values: Float64Array.of(1, 2, 3) },
    {
      kind: 'text',
      name: 'plan',
      type: 'string',
      source: 'text',
      codes: Int32Array.of(0, -1, 1),
      categories: ['a', 'b'],
    },
  ],
}

describe('tables', () => {
  it('select rows in the order asked, more than once if asked', () => {
    const chosen = selectRows(table, Int32Array.of(2, 0, 2, 1))
    expect(chosen).toMatchObject({ rows: 4, source: 'churn.csv' })
    expect(chosen.columns[0]).toMatchObject({ values: Float64Array.of(3, 1, 3, 2) })
    expect(chosen.columns[1]).toMatchObject({ codes: Int32Array.of(1, 0, 1, -1) })
  })

  it('drop columns', () => {
    expect(dropColumns(table, ['plan', 'absent']).columns.map(({ name }) => name)).toEqual(['tenure'])
  })

  it('say which column is missing, where, and what was meant', () => {
    expect(() => column(table, 'tenur', 'config.yaml:12 features.numeric[2]')).toThrow(
      "config.yaml:12 features.numeric[2]: no column 'tenur' in churn.csv (did you mean 'tenure'?). Use one of: tenure, plan",
    )
  })
})
