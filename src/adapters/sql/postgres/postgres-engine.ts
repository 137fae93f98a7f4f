import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, PostgresDialect, type PostgresPool, PostgresQueryCompiler, sql, type ValueNode } from 'kysely'
import { AppError } from '../../../core/index.ts'
import type { SqlEngine } from '../sql-engine.ts'
import type { Db, Tables } from '../tables.ts'
import { ambiguousCommit, isConflict, isDisconnect } from './postgres-error.ts'
import { createTurns } from './turns.ts'

/** PostgreSQL infers a parameter's type from its neighbour, and would refuse 0.5 beside a bigint: numbers say what they are. */
class TypedCompiler extends PostgresQueryCompiler {
  protected override visitValue(node: ValueNode): void {
    super.visitValue(node)
    if (node.immediate || typeof node.value !== 'number') return
    this.append(Number.isSafeInteger(node.value) ? '::bigint' : '::double precision')
  }
}

class TypedDialect extends PostgresDialect {
  override createQueryCompiler(): PostgresQueryCompiler {
    return new TypedCompiler()
  }
}

/** Text is compared byte by byte, as SQLite does, whatever the language of the database. */
const TEXT_BY_BYTES = `do $$ declare found record; begin
  for found in select table_name, column_name from information_schema.columns
    where table_schema = current_schema() and data_type = 'text' and collation_name is distinct from 'C'
  loop execute format('alter table %I alter column %I type text collate "C"', found.table_name, found.column_name); end loop;
end $$`

/** An extension may have brought some of its own. */
const TABLES = `select relname as name from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
    and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e') order by relname`

export interface RetryLimits {
  /** How long work is tried again, in milliseconds. */
  readonly retryMs: number
}

const pauseMs = (attempt: number): number => Math.random() * Math.min(400, 5 * 2 ** attempt)

/** Work that stored nothing is done again, until it succeeds or time is up. */
async function retried<T>(retryMs: number, work: () => Promise<T>): Promise<T> {
  const end = performance.now() + retryMs
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const again = isConflict(error) || (isDisconnect(error) && !(error instanceof AmbiguousCommit))
      if (!again || performance.now() > end) throw error instanceof AmbiguousCommit ? error.said : error
      await sleep(pauseMs(attempt))
    }
  }
}

class AmbiguousCommit extends Error {
  readonly said: AppError
  constructor(cause: unknown) {
    super('ambiguous commit', { cause })
    this.said = ambiguousCommit(cause)
  }
}

async function transaction<T>(
  db: Db,
  [isolation, access]: readonly ['serializable', 'read write'] | readonly ['repeatable read', 'read only'],
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  const tx = await db.startTransaction().setIsolationLevel(isolation).setAccessMode(access).execute()
  let result: T
  try {
    result = await work(tx)
  } catch (error) {
    // A connection that is gone has rolled back.
    await tx
      .rollback()
      .execute()
      .catch(() => {})
    throw error
  }
  try {
    await tx.commit().execute()
  } catch (error) {
    // Whatever it failed of: only this gives the connection back.
    await tx
      .rollback()
      .execute()
      .catch(() => {})
    throw access === 'read write' && isDisconnect(error) ? new AmbiguousCommit(error) : error
  }
  return result
}

/** The queries on a database of PostgreSQL, which is closed with `db.destroy()`. */
export function createPostgresEngine(pool: PostgresPool, { retryMs }: RetryLimits): SqlEngine {
  const db = new Kysely<Tables>({ dialect: new TypedDialect({ pool }) })
  const inTurn = createTurns()
  return {
    db,
    flavour: { clustered: '', settle: [TEXT_BY_BYTES], tables: TABLES },
    asking: (work) => retried(retryMs, () => work(db)),
    reading: (work) => retried(retryMs, () => transaction(db, ['repeatable read', 'read only'], work)),
    writing(work, turn) {
      const write = () => retried(retryMs, () => transaction(db, ['serializable', 'read write'], work))
      return turn === undefined ? write() : inTurn(turn, write)
    },
    like(text, pattern, ignoreCase) {
      const wanted = sql`${pattern}::text collate "C"`
      return ignoreCase
        ? sql<boolean>`lower(${text}) like lower(${wanted}) escape ''`
        : sql<boolean>`${text} like ${wanted} escape ''`
    },
  }
}
