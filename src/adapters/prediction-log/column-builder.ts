import type { Column, InputColumn } from '../../data/index.ts'

/** Gathers a column chunk by chunk; null becomes NaN, or code -1. */
export interface ColumnBuilder {
  add(values: readonly unknown[]): void
  build(): Column
}

export function createColumnBuilder({ name, type }: InputColumn): ColumnBuilder {
  const values: number[] = []
  if (type !== 'string') {
    return {
      add(chunk) {
        for (const value of chunk) values.push(value === null ? Number.NaN : (value as number))
      },
      build: () => ({ kind: 'number', name, type, values: Float64Array.from(values) }),
    }
  }
  const codes = new Map<string, number>()
  return {
    add(chunk) {
      for (const value of chunk) {
        // The empty string is how a missing text was scored and is how a reader of tables sees one.
        if (value === null || value === '') {
          values.push(-1)
          continue
        }
        let code = codes.get(value as string)
        if (code === undefined) {
          code = codes.size
          codes.set(value as string, code)
        }
        values.push(code)
      }
    },
    build: () => ({
      kind: 'text',
      name,
      type,
      source: 'text',
      codes: Int32Array.from(values),
      categories: [...codes.keys()],
    }),
  }
}
