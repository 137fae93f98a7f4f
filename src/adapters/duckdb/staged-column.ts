// A column of the staged table, and the number that its text may be.

export interface ReadColumn {
  readonly name: string
  /** Its name in the staged table. */
  readonly id: string
  readonly type: string
}

/** SQL of a text column's number; NULL where it is none. */
export function numberOf(id: string): string {
  return `TRY_CAST(${id} AS DOUBLE)`
}

/** The name of the cast of a text column, made once for all its facts. */
export function castOf(id: string): string {
  return `number_${id}`
}

/** The staged table with the cast of each text column beside it: the input of `isNumber`. */
export function withCasts(columns: readonly ReadColumn[]): string {
  const casts = columns.filter(({ type }) => type === 'VARCHAR').map(({ id }) => `${numberOf(id)} AS ${castOf(id)}`)
  return `(SELECT ${['*', 'rowid AS staged_row', ...casts].join(', ')} FROM staged)`
}

/** SQL of whether text is a number as pandas reads one: DuckDB's cast, which ignores blanks around it, also takes `1_000` and any case of NaN. */
export function isNumber(id: string): string {
  return `CASE WHEN ${castOf(id)} IS NULL THEN false ELSE NOT isnan(${castOf(id)}) AND NOT contains(${id}, '_') END`
}
