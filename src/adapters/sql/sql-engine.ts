// What differs between the engines, and nothing else: the queries are written once.
import type { Expression, SqlBool } from 'kysely'
import type { SqlFlavour } from './migrations/index.ts'
import type { Db } from './tables.ts'

export interface SqlEngine {
  /** For the schema, and to close it. */
  readonly db: Db
  readonly flavour: SqlFlavour
  /** One statement that reads, and needs no transaction. */
  asking<T>(work: (db: Db) => Promise<T>): Promise<T>
  /** Reads that must agree with one another: one snapshot. */
  reading<T>(work: (tx: Db) => Promise<T>): Promise<T>
  /**
   * All or nothing, as if nobody else wrote meanwhile. It may keep others waiting, or run `work` again: keep it short, and without effects of its own.
   * @param turn what it changes, if much is to be expected of that at once: an engine may let them wait for one another rather than try again
   */
  writing<T>(work: (tx: Db) => Promise<T>, turn?: string): Promise<T>
  /** `text` like `pattern`, in which % is any text and _ any character; nothing escapes them. */
  like(text: Expression<string>, pattern: string, ignoreCase: boolean): Expression<SqlBool>
}
