import type { InputColumn } from '../data/index.ts'
import type { InputBatch } from '../score/index.ts'
import type { InputRecord } from './loaded-model.ts'

/** Rows as the scorer wants them: columns in the signature's order, NaN and `''` for missing. */
export function inputBatch(inputs: readonly InputColumn[], rows: readonly InputRecord[]): InputBatch {
  const columns = inputs.map(({ name, type }) => {
    if (type === 'string') return rows.map((row) => (row[name] as string | null) ?? '')
    const values = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i++) {
      const value = rows[i]![name]
      values[i] = value === null ? Number.NaN : Number(value)
    }
    return values
  })
  return { rows: rows.length, columns }
}
