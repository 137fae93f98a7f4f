// The stores in a database of PostgreSQL, which any number of machines may share.
import { sql } from 'kysely'
import { isAppError } from '../../../core/index.ts'
import { maskedUrl } from '../../../track/index.ts'
import { migrate, requireMigrated } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import type { SqlEngine } from '../sql-engine.ts'
import { type SqlStoreDeps, type SqlStores, storesOn } from '../sql-stores.ts'
import { createPostgresEngine } from './postgres-engine.ts'
import { fromPostgresError } from './postgres-error.ts'
import { createPool } from './postgres-pool.ts'

export interface PostgresStoreOptions extends SqlStoreDeps {
  /** postgres://user:password@host:port/database, with what libpq takes in its query: sslmode, sslrootcert, host of a socket. */
  readonly url: string
  /** Makes the store or brings it forward; otherwise one that is not up to date is refused. @default true */
  readonly create?: boolean | undefined
  /** Connections at most. @default 10 */
  readonly connections?: number
  /** How long work that others came in the way of, or that lost its server, is tried again, in milliseconds. @default 15000 */
  readonly retryMs?: number
}

export interface PostgresStore extends SqlStores {
  readonly readOnly: false
  close(): Promise<void>
}

/** Any number that no other program is likely to lock. */
const MIGRATION_LOCK = 7_020_145_917

/** One process at a time brings the schema forward, and the others find it done. */
async function bringForward({ db, flavour }: SqlEngine, now: number): Promise<void> {
  await db.connection().execute(async (connection) => {
    // A large store takes as long as it takes.
    await sql`select set_config('statement_timeout', '0', false), set_config('lock_timeout', '0', false)`.execute(
      connection,
    )
    await sql`select pg_advisory_lock(${sql.lit(MIGRATION_LOCK)})`.execute(connection)
    try {
      await migrate(connection, { migrations: MIGRATIONS, flavour, now })
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(MIGRATION_LOCK)})`.execute(connection)
      await sql`reset statement_timeout`.execute(connection)
      await sql`reset lock_timeout`.execute(connection)
    }
  })
}

/**
 * Opens the store in a database, brings its schema forward and ends the runs of this machine whose process died.
 * @throws PACKAGE_UNAVAILABLE, STORE_INVALID, STORE_LOCKED, STORE_UNWRITABLE
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { url, create = true, connections = 10, retryMs = 15_000 } = options
  let engine: SqlEngine | undefined
  try {
    engine = createPostgresEngine(await createPool({ url, connections }), { retryMs })
    const { db, flavour } = engine
    if (create) await bringForward(engine, options.clock.now())
    else await requireMigrated(db, { migrations: MIGRATIONS, flavour })
    const stores = storesOn(engine, options)
    if (create) await stores.liveness.markLostRuns()
    return { ...stores, readOnly: false, close: () => db.destroy() }
  } catch (error) {
    await engine?.db.destroy()
    const known = fromPostgresError(error)
    throw isAppError(known) && known.where === undefined ? known.at(maskedUrl(url)) : known
  }
}
