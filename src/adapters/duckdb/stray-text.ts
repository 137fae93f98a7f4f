// Refuses text in a column that must be numbers, and says where it stands.
import { AppError } from '../../core/index.ts'
import { firstPlace, type StagedSource } from './first-place.ts'
import { BOOLEAN_TEXT } from './infer-columns.ts'
import type { Session } from './session.ts'
import { isNumber, type ReadColumn, withCasts } from './staged-column.ts'

export interface StrayTextOptions {
  readonly columns: readonly ReadColumn[]
  /** Names of the columns that must be numbers. */
  readonly numeric: ReadonlySet<string>
  readonly source: StagedSource
}

/** @throws DATA_VALUE_INVALID */
export async function refuseStrayText(session: Session, options: StrayTextOptions): Promise<void> {
  for (const column of options.columns) {
    if (column.type !== 'VARCHAR' || !options.numeric.has(column.name)) continue
    await refuseIn(session, column, options)
  }
}

async function refuseIn(session: Session, column: ReadColumn, options: StrayTextOptions): Promise<void> {
  const { id, name } = column
  const staged = withCasts([column])
  const isStray = `${id} IS NOT NULL AND NOT ${isNumber(id)}`
  const onlyBooleans = `count(*) FILTER (${id} NOT IN ${BOOLEAN_TEXT})`
  const [count, others] = await session.numbers(`SELECT count(*) FILTER (${isStray}), ${onlyBooleans} FROM ${staged}`)
  if (count === 0 || others === 0) return
  const { value, place } = await firstPlace(session, column, isStray, options.source)
  const text = JSON.stringify(value)
  const more = count === 1 ? '' : ` (${count} such values)`
  throw new AppError('DATA_VALUE_INVALID', `${text} in the numeric column '${name}' is no number${more}`, {
    where: place,
    fix: `Mend it, or treat it as missing with data.null_values: [${text}], or list the column under features.categorical`,
    details: { column: name, value, count },
  })
}
