// Copies the rows of a source into the table `staged`: all of them, or a seeded sample where they are too many.
import type { Reporter } from '../../core/index.ts'
import type { Relation } from './relation.ts'
import type { Session } from './session.ts'
import { quoteList } from './sql-text.ts'
import type { ReadColumn } from './staged-column.ts'

export interface StageOptions {
  readonly columns: readonly ReadColumn[]
  /** Bytes of the files; 0 for a query. */
  readonly storedBytes: number
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

/** Staged (16) and fetched (8) bytes of a cell, and some for the engine. */
const BYTES_PER_CELL = 32
/** A byte of text becomes at most so many: a digit and a comma are a cell. */
const EXPANSION = BYTES_PER_CELL / 2

/** `staged` keeps the order of the source; its column `original_row` counts the rows of the source from 0 where it is a sample. */
export async function stageRows(session: Session, relation: Relation, options: StageOptions): Promise<Staged> {
  const cells = options.columns.map((column) => `${cellOf(column, relation, options.nullValues)} AS ${column.id}`)
  const limit = options.maxRows < Infinity ? options.maxRows : undefined
  // A file that cannot be too large is read at once; any other is counted first.
  if (limit === undefined && options.storedBytes > 0 && options.storedBytes * EXPANSION <= options.memoryBudget) {
    await session.query(`CREATE TABLE staged AS SELECT ${cells.join(', ')} FROM ${relation.from}`)
    const [rows] = await session.numbers('SELECT count(*) FROM staged')
    return { rows: rows!, totalRows: rows! }
  }
  const [totalRows] = (await session.numbers(`SELECT count(*) FROM ${relation.from}`)) as [number]
  const bytesPerRow = Math.max(
    options.columns.length * BYTES_PER_CELL,
    (2 * options.storedBytes) / Math.max(totalRows, 1),
  )
  const fitting = Math.max(1, Math.floor(options.memoryBudget / bytesPerRow))
  const rows = Math.min(totalRows, limit ?? Infinity, fitting)
  if (rows === totalRows) {
    await session.query(`CREATE TABLE staged AS SELECT ${cells.join(', ')} FROM ${relation.from}`)
    return { rows, totalRows }
  }
  const why = fitting < (limit ?? Infinity) ? 'it is larger than the free memory' : 'of the limit of rows that is set'
  options.reporter.warn(`the table is sampled to ${rows} of its ${totalRows} rows, because ${why}`)
  await session.query(sampleSql(cells, relation, { rows, totalRows, seed: options.seed }))
  return { rows, totalRows }
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

/** Blank text is missing, and so is a null value; for delimited text the reader has seen to the latter. */
function cellOf({ id, type }: ReadColumn, relation: Relation, nullValues: readonly string[]): string {
  if (type !== 'VARCHAR') return id
  // Only what begins with a blank can be blank: trim with a set of characters is slow.
  const text = `CASE WHEN ${id} < '!' AND trim(${id}, E' \\t\\r\\n\\f\\v') = '' THEN NULL ELSE ${id} END`
  return relation.delimited || nullValues.length === 0
    ? text
    : `CASE WHEN list_contains(${quoteList(nullValues)}, ${id}) THEN NULL ELSE ${text} END`
}
