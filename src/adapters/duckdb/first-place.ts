// Where in its files a value of the staged table stands.

import { recordPlace } from './record-line.ts'
import type { Session } from './session.ts'
import { shownPath } from './source-files.ts'
import { type ReadColumn, withCasts } from './staged-column.ts'

export interface StagedSource {
  /** Files whose lines can be named; none otherwise. */
  readonly files: readonly string[]
  readonly sampled: boolean
  /** What people call the source. */
  readonly where: string
}

/** The first value of a column that meets an SQL condition, which some row does, and its place: `data.csv:18`, or `data.parquet row 17`. */
export async function firstPlace(
  session: Session,
  column: ReadColumn,
  condition: string,
  { files, sampled, where }: StagedSource,
): Promise<{ readonly value: unknown; readonly place: string }> {
  const row = sampled ? 'original_row' : 'staged_row'
  const [first] = await session.query(
    `SELECT ${row}, ${column.id} FROM ${withCasts([column])} WHERE ${condition} ORDER BY staged_row LIMIT 1`,
  )
  const [index, value] = first!.getRowValues(0)
  const found = await recordPlace(files, Number(index))
  return {
    value,
    place: found === undefined ? `${where} row ${Number(index) + 1}` : `${shownPath(found.file)}:${found.line}`,
  }
}
