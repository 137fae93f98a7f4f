import { Kysely, sql } from 'kysely'
import type { SqlFlavour } from '../migrations/index.ts'
import type { SqlEngine } from '../sql-engine.ts'
import type { Tables } from '../tables.ts'
import { createGroupCommit } from './group-commit.ts'
import { createSqliteDialect, type SqliteDialectOptions } from './sqlite-dialect.ts'

/** SQLite's LIKE knows no case; its GLOB does. */
function globOf(pattern: string): string {
  return pattern.replace(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?')
}

export const SQLITE_FLAVOUR: SqlFlavour = {
  clustered: 'without rowid',
  settle: [],
  tables: `select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite_%' order by name`,
}

/** The queries on a database of `node:sqlite`, which is closed with `db.destroy()`. */
export function createSqliteEngine(options: SqliteDialectOptions): SqlEngine {
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(options) })
  return {
    db,
    asking: (work) => work(db),
    flavour: SQLITE_FLAVOUR,
    reading: (work) => db.transaction().setAccessMode('read only').execute(work),
    writing: createGroupCommit(db),
    like: (text, pattern, ignoreCase) =>
      ignoreCase ? sql<boolean>`lower(${text}) like lower(${pattern})` : sql<boolean>`${text} glob ${globOf(pattern)}`,
  }
}
