// Where a value of the staged table stands.
import type { Session } from './session.ts'
import { type ReadColumn, withCasts } from './staged-column.ts'

export interface StagedSource {
  readonly sampled: boolean
  /** What people call the source. */
  readonly where: string
}

/** The first value of a column that meets an SQL condition, which some row does, and its place: `data.parquet row 17`. */
export async function firstPlace(
  session: Session,
  column: ReadColumn,
  condition: string,
  { sampled, where }: StagedSource,
): Promise<{ readonly value: unknown; readonly place: string }> {
  const row = sampled ? 'original_row' : 'staged_row'
  const [first] = await session.query(
    `SELECT ${row}, ${column.id} FROM ${withCasts([column])} WHERE ${condition} ORDER BY staged_row LIMIT 1`,
  )
  const [index, value] = first!.getRowValues(0)
  return { value, place: `${where} row ${Number(index) + 1}` }
}
