import { column, type InputColumn, type Table } from '../data/index.ts'
import type { InputExample } from '../onnx/index.ts'

/** The first rows of a table as a model's input example. */
export function inputExample(table: Table, inputs: readonly InputColumn[], rows = 5): InputExample {
  const columns = inputs.map(({ name, type }) => ({ type, source: column(table, name) }))
  const data = Array.from({ length: Math.min(rows, table.rows) }, (_, i) =>
    columns.map(({ type, source }) => {
      if (source.kind === 'text') return source.codes[i]! < 0 ? null : source.categories[source.codes[i]!]!
      const value = source.values[i]!
      if (Number.isNaN(value)) return null
      return type === 'boolean' ? value !== 0 : value
    }),
  )
  return { columns: inputs.map(({ name }) => name), data }
}
