import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { AppError, type Clock, isAppError } from '../../core/index.ts'
import type { RegistryStore } from '../../registry/index.ts'
import type { TrackingStore } from '../../track/index.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations.ts'
import { createRegistryStore } from './registry-store.ts'
import { createSqliteDialect, whileBusy } from './sqlite-dialect.ts'
import { fromSqliteError } from './sqlite-error.ts'
import type { Tables } from './tables.ts'
import { createTrackingStore } from './tracking-store.ts'

export interface SqlStoreOptions {
  /** The database file; it and its folder are made if they are missing. */
  readonly path: string
  readonly clock: Clock
  /** How long a write waits for another process, in milliseconds. @default 5000 */
  readonly busyTimeoutMs?: number
}

export interface SqlStore {
  readonly tracking: TrackingStore
  readonly registry: RegistryStore
  close(): Promise<void>
}

function openDatabase(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true })
  // For the owner's eyes; its WAL gets the same mode. One that is there keeps what its owner chose.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  // SQLite's own waiting would block the event loop: whileBusy waits instead.
  return new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true })
}

/** In WAL mode readers never wait; `normal` survives kill -9 whole, and a power cut with at most the last commits lost. */
async function configure(database: DatabaseSync, busyTimeoutMs: number): Promise<void> {
  await whileBusy(busyTimeoutMs, () => database.exec('pragma journal_mode = wal; pragma synchronous = normal'))
}

/** Says which store it is about: opening is a matter between the program and its operator. */
function atPath(error: unknown, path: string): unknown {
  const known = fromSqliteError(error, path)
  if (known instanceof AppError) {
    return known.where === undefined ? known.at(path) : known
  }
  const { code } = error as NodeJS.ErrnoException
  if (code === undefined || !['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(code)) return error
  return new AppError('STORE_UNWRITABLE', `the folder of the store cannot be made (${code})`, {
    where: path,
    fix: 'Give this user write permission there, or set MODELWRIGHT_STORE to another place',
    cause: error,
  })
}

/**
 * Opens the embedded store, brings its schema forward and ends the runs of processes that died.
 * Any number of processes may have it open.
 * @throws STORE_LOCKED, STORE_INVALID, STORE_UNWRITABLE
 */
export async function openSqlStore({ path, clock, busyTimeoutMs = 5000 }: SqlStoreOptions): Promise<SqlStore> {
  let database: DatabaseSync | undefined
  try {
    database = openDatabase(path)
    await configure(database, busyTimeoutMs)
    const db = new Kysely<Tables>({ dialect: createSqliteDialect({ database, busyTimeoutMs }) })
    await migrate(db, { migrations: MIGRATIONS, flavour: { clustered: 'without rowid' }, now: clock.now() })
    const tracking = createTrackingStore(db, clock)
    // A store that is locked can still be read; the next opening ends the lost runs.
    await tracking.markLostRuns().catch((error: unknown) => {
      if (!isAppError(error, 'STORE_LOCKED')) throw error
    })
    return { tracking, registry: createRegistryStore(db, clock), close: () => db.destroy() }
  } catch (error) {
    database?.close()
    throw atPath(error, path)
  }
}
