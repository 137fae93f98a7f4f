import type { Compilable, CompiledQuery } from 'kysely'
import type { Db } from './tables.ts'

/**
 * A statement that takes any number of rows, compiled once for each number: compiling it costs more than running it.
 * One of these belongs to one engine, whose words it keeps.
 * @param columns in the order that `build` names them
 */
export function rowStatement<R extends object>(
  columns: readonly (keyof R)[],
  build: (tx: Db, rows: readonly R[]) => Compilable,
): (tx: Db, rows: readonly R[]) => Promise<void> {
  const compiled = new Map<number, CompiledQuery>()
  return async (tx, rows) => {
    let query = compiled.get(rows.length)
    if (query === undefined) {
      query = build(tx, rows).compile()
      compiled.set(rows.length, query)
    }
    await tx.executeQuery({ ...query, parameters: rows.flatMap((row) => columns.map((column) => row[column])) })
  }
}
