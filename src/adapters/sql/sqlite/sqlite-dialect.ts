// Kysely on node:sqlite: one connection, one transaction at a time, prepared statements kept.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { fromSqliteError, isBusy } from './sqlite-error.ts'

export interface SqliteDialectOptions {
  readonly database: DatabaseSync
  /** How long a write waits for another process, in milliseconds. */
  readonly busyTimeoutMs: number
  /** Called before each piece of work. @throws where the database is not the one that was opened any more */
  readonly check?: () => void
}

const STATEMENTS_KEPT = 200

/** Runs `work` again, without blocking the event loop, while another process holds the lock. @throws STORE_LOCKED after `timeoutMs` */
export async function whileBusy<T>(timeoutMs: number, work: () => T): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (let pause = 1; ; pause = Math.min(pause * 2, 20)) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw fromSqliteError(error)
      await sleep(pause * (0.5 + Math.random()))
    }
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync
  readonly #busyTimeoutMs: number
  readonly #check: (() => void) | undefined
  readonly #statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>()

  constructor({ database, busyTimeoutMs, check }: SqliteDialectOptions) {
    this.#database = database
    this.#check = check
    this.#busyTimeoutMs = busyTimeoutMs
  }

  #prepare(sql: string): { statement: StatementSync; returnsRows: boolean } {
    let prepared = this.#statements.get(sql)
    if (prepared === undefined) {
      const statement = this.#database.prepare(sql)
      prepared = { statement, returnsRows: statement.columns().length > 0 }
      if (this.#statements.size >= STATEMENTS_KEPT) this.#statements.delete(this.#statements.keys().next().value!)
      this.#statements.set(sql, prepared)
    }
    return prepared
  }

  /** Even a read may meet a lock: while a process that closes tidies the log, or one that opens repairs it after a kill. */
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (!this.#database.isTransaction) this.#check?.()
    return whileBusy(this.#busyTimeoutMs, () => {
      const { statement, returnsRows } = this.#prepare(query.sql)
      const parameters = query.parameters as SQLInputValue[]
      if (returnsRows) return { rows: statement.all(...parameters) as R[] }
      const { changes } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes) }
    })
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }
}

class SqliteDriver implements Driver {
  readonly #options: SqliteDialectOptions
  readonly #connection: SqliteConnection
  #free: Promise<void> = Promise.resolve()
  #release: () => void = () => {}

  constructor(options: SqliteDialectOptions) {
    this.#options = options
    this.#connection = new SqliteConnection(options)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#free
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#free = promise
    await before
    this.#release = resolve
    return this.#connection
  }

  async releaseConnection(): Promise<void> {
    this.#release()
  }

  /** A writer takes the write lock at once, so it never fails half-way because another process wrote in between. */
  async beginTransaction(_connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    this.#options.check?.()
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate'
    await whileBusy(this.#options.busyTimeoutMs, () => this.#options.database.exec(begin))
  }

  async commitTransaction(): Promise<void> {
    await whileBusy(this.#options.busyTimeoutMs, () => this.#options.database.exec('commit'))
  }

  async rollbackTransaction(): Promise<void> {
    // A full disk makes SQLite roll back by itself.
    if (this.#options.database.isTransaction) this.#options.database.exec('rollback')
  }

  async destroy(): Promise<void> {
    this.#options.database.close()
  }
}

export function createSqliteDialect(options: SqliteDialectOptions): Dialect {
  return {
    createDriver: () => new SqliteDriver(options),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}
