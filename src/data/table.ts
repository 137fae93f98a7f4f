// A columnar table in memory: what the reader makes and every later stage takes.

/** MLflow's names. `long`: integers without a gap. `double`: numbers, NaN where missing. `boolean`: 0 or 1 without a gap. `string`: text, `''` where missing. */
export type ColumnType = 'long' | 'double' | 'boolean' | 'string'

export interface NumberColumn {
  readonly kind: 'number'
  readonly name: string
  readonly type: 'long' | 'double' | 'boolean'
  /** One value a row; NaN = missing. */
  readonly values: Float64Array
}

export interface TextColumn {
  readonly kind: 'text'
  readonly name: string
  readonly type: 'string'
  /** What the text is: a date is kept as it is written (ISO 8601 where it came typed), `number` is numbers that can be read in two ways (`12,573`). */
  readonly source: 'text' | 'date' | 'number'
  /** One index into `categories` a row; -1 = missing. */
  readonly codes: Int32Array
  /** Distinct values in order of first appearance. */
  readonly categories: readonly string[]
}

export type Column = NumberColumn | TextColumn

export interface Table {
  /** The file or query it came from, for messages. */
  readonly source?: string
  readonly rows: number
  readonly columns: readonly Column[]
}

/** A raw input column of a model, as its signature states it. */
export interface InputColumn {
  readonly name: string
  readonly type: ColumnType
}
