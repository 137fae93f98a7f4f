// Copies the rows of a source into the table `staged`: all of them, or a seeded sample where they are too many.
import type { Reporter } from '../../core/index.ts'
import { columnGroups } from './column-groups.ts'
import type { Relation } from './relation.ts'
import { fittingRows, warnOfSample } from './row-budget.ts'
import type { Session } from './session.ts'
import { quoteList } from './sql-text.ts'
import type { ReadColumn } from './staged-column.ts'

export interface StageOptions {
  readonly columns: readonly ReadColumn[]
  readonly maxRows: number
  readonly memoryBudget: number
  readonly seed: number
  readonly nullValues: readonly string[]
  readonly reporter: Reporter
}

export interface Staged {
  readonly rows: number
  readonly totalRows: number
}

/** `staged` keeps the order of the source; its column `original_row` counts the rows of the source from 0 where it is a sample. */
export async function stageRows(session: Session, relation: Relation, options: StageOptions): Promise<Staged> {
  const cells = options.columns.map((column) => `${cellOf(column, options.nullValues)} AS ${column.id}`)
  const { totalRows, bytes } = await sizeOf(session, relation, options.columns)
  const { memoryBudget, maxRows, reporter, seed } = options
  const fitting = fittingRows({ memoryBudget, columns: options.columns.length, bytes, totalRows })
  const rows = Math.min(totalRows, maxRows, fitting)
  if (rows === totalRows) {
    await session.query(`CREATE TABLE staged AS SELECT ${cells.join(', ')} FROM ${relation.from}`)
  } else {
    warnOfSample(reporter, { rows, totalRows, maxRows })
    await session.query(sampleSql(cells, relation, { rows, totalRows, seed }))
  }
  return { rows, totalRows }
}

/** Rows and bytes of text, counted: what a file says of itself, and how it is packed, is not to be trusted. */
async function sizeOf(session: Session, { from }: Relation, columns: readonly ReadColumn[]) {
  const texts = columns.filter(
    ({ type }) => !/^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|BOOLEAN|DATE|DECIMAL.*)$/.test(type),
  )
  let totalRows = 0
  let bytes = 0
  for (const group of texts.length === 0 ? [[]] : columnGroups(texts)) {
    const lengths = group.map(({ id }) => `coalesce(strlen(CAST(${id} AS VARCHAR)), 0)`)
    const [rows, sum] = await session.numbers(`SELECT count(*), sum(${['0', ...lengths].join(' + ')}) FROM ${from}`)
    totalRows = rows!
    bytes += sum ?? 0
  }
  return { totalRows, bytes }
}

/** The rows with the least keys, the key being a hash of row number and seed: the same sample whatever the threads do. */
function sampleSql(cells: readonly string[], { from }: Relation, sample: Staged & { readonly seed: number }): string {
  const { rows, totalRows, seed } = sample
  const key = `hash(original_row * 4294967296 + ${seed >>> 0})`
  // A loose first cut keeps the sort small: six standard deviations above the rows wanted.
  const share = Math.min(1, (rows + 6 * Math.sqrt(rows) + 16) / totalRows)
  const cut = BigInt(Math.floor(share * 2 ** 53)) << 11n
  return `CREATE TABLE staged AS SELECT * EXCLUDE (sample_key) FROM (
    SELECT * FROM (SELECT *, ${key} AS sample_key FROM (
      SELECT ${cells.join(', ')}, row_number() OVER () - 1 AS original_row FROM ${from}
    )) WHERE sample_key <= ${cut > 18446744073709551615n ? 18446744073709551615n : cut}::UBIGINT
    ORDER BY sample_key, original_row LIMIT ${rows}
  ) ORDER BY original_row`
}

/** Blank text is missing, and so is a null value. */
function cellOf({ id, type }: ReadColumn, nullValues: readonly string[]): string {
  if (type !== 'VARCHAR') return id
  // Only what begins with a blank can be blank: trim with a set of characters is slow.
  const text = `CASE WHEN ${id} < '!' AND trim(${id}, E' \\t\\r\\n\\f\\v') = '' THEN NULL ELSE ${id} END`
  return nullValues.length === 0
    ? text
    : `CASE WHEN list_contains(${quoteList(nullValues)}, ${id}) THEN NULL ELSE ${text} END`
}
