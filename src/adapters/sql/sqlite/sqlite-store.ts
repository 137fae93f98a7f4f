// The stores in a file of SQLite: opened to write, to read where it cannot be written, or empty where there is none.
import { closeSync, openSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError, isAppError } from '../../../core/index.ts'
import { migrate } from '../migrate.ts'
import { MIGRATIONS } from '../migrations/index.ts'
import type { SqlEngine } from '../sql-engine.ts'
import { type SqlStoreDeps, type SqlStores, storesOn } from '../sql-stores.ts'
import { openDatabase, refuseRemains, stillThere } from './database-file.ts'
import { openReadOnly, type ReadOnlyDatabase } from './read-only-database.ts'
import { whileBusy } from './sqlite-dialect.ts'
import { createSqliteEngine } from './sqlite-engine.ts'
import { fromSqliteError, isRefusedPlace } from './sqlite-error.ts'

export interface SqliteStoreOptions extends SqlStoreDeps {
  /** The database file; it and its folder are made if they are missing. */
  readonly path: string
  /** How long a write waits for another process, in milliseconds. @default 5000 */
  readonly busyTimeoutMs?: number
  /** Makes a store that is missing; otherwise it reads as empty and cannot be written. @default true */
  readonly create?: boolean | undefined
}

const BUSY_TIMEOUT_MS = 5000

export interface SqliteStore extends SqlStores {
  /** Writing it fails with STORE_READ_ONLY. */
  readonly readOnly: boolean
  close(): Promise<void>
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
 * Any number of processes may have it open. One that cannot be written is read; writing it fails with STORE_READ_ONLY.
 * @throws STORE_LOCKED, STORE_INVALID, STORE_UNWRITABLE
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, create = true } = options
  try {
    refuseRemains(path)
  } catch (error) {
    throw atPath(error, path)
  }
  if (!create && isAbsent(path)) return openEmpty(options)
  try {
    return await openWritable(options)
  } catch (error) {
    if (!isUnwritable(error)) throw atPath(error, path)
    if (isUnreadable(path)) throw unreadable(path, error)
    try {
      return await (isAbsent(path) ? openEmpty(options) : openToRead(options))
    } catch (second) {
      throw atPath(isAppError(second, 'STORE_INVALID', 'STORE_LOCKED') ? second : error, path)
    }
  }
}

/** Whether the file is there, and lets this user not even read it. */
function isUnreadable(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'))
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES'
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError('STORE_UNWRITABLE', 'the store can be neither read nor written by this user', {
    where: path,
    fix: 'Give this user read permission on it and its folder (and write permission to train), or set MODELWRIGHT_STORE to another place',
    cause,
  })
}

async function openWritable(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { path, busyTimeoutMs = BUSY_TIMEOUT_MS } = options
  const database = openDatabase(path)
  try {
    await configure(database, busyTimeoutMs)
    const check = stillThere(path)
    const engine = createSqliteEngine({ database, busyTimeoutMs, check })
    await bringForward(engine, options)
    const stores = storesOn(engine, options)
    // A store that is locked can still be read; the next opening ends the lost runs.
    await stores.liveness.markLostRuns().catch((error: unknown) => {
      if (!isAppError(error, 'STORE_LOCKED', 'STORE_READ_ONLY')) throw error
    })
    return { ...stores, readOnly: false, close: () => engine.db.destroy() }
  } catch (error) {
    database.close()
    throw error
  }
}

/** A store that lies where nothing can be written. */
function openToRead(options: SqliteStoreOptions): Promise<SqliteStore> {
  return readFrom(openReadOnly(options.path, MIGRATIONS.at(-1)!.version), options)
}

/** What a store that is not there yet would say. */
function openEmpty(options: SqliteStoreOptions): Promise<SqliteStore> {
  const database = new DatabaseSync(':memory:')
  return readFrom({ database, close: () => void (database.isOpen && database.close()) }, options)
}

async function readFrom({ database, close }: ReadOnlyDatabase, options: SqliteStoreOptions): Promise<SqliteStore> {
  const { busyTimeoutMs = BUSY_TIMEOUT_MS } = options
  try {
    const engine = createSqliteEngine({ database, busyTimeoutMs })
    await bringForward(engine, options)
    database.exec('pragma query_only = on')
    return {
      ...storesOn(engine, options),
      readOnly: true,
      async close() {
        await engine.db.destroy()
        close()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

function bringForward({ db, flavour }: SqlEngine, { clock }: SqlStoreDeps): Promise<void> {
  return migrate(db, { migrations: MIGRATIONS, flavour, now: clock.now() })
}

/** Not there, and this user may know it. */
function isAbsent(path: string): boolean {
  try {
    statSync(path)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** The place refuses to be written, by its mount or its permissions. */
function isUnwritable(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  // Node says ENOENT where it should make folders on a disk that is mounted read-only.
  return (
    isRefusedPlace(isAppError(error) ? error.cause : error) ||
    ['EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(code ?? '')
  )
}
