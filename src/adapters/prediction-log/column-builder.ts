import type { Column, InputColumn, NumberColumn } from '../../data/index.ts'

/** Gathers a column chunk by chunk; null becomes NaN, or code -1. */
export interface ColumnBuilder {
  add(values: readonly unknown[]): void
  build(): Column
}

/** A column of integers takes fractions and gaps when it is asked: then it is one of numbers. Without any value it stays what the signature says. */
function typeOf(type: NumberColumn['type'], values: readonly number[]): NumberColumn['type'] {
  return type === 'long' && values.some(Number.isFinite) && !values.every(Number.isInteger) ? 'double' : type
}

export function createColumnBuilder({ name, type }: InputColumn): ColumnBuilder {
  const values: number[] = []
  if (type !== 'string') {
    return {
      add(chunk) {
        for (const value of chunk) values.push(value === null ? Number.NaN : (value as number))
      },
      build: () => ({ kind: 'number', name, type: typeOf(type, values), values: Float64Array.from(values) }),
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
