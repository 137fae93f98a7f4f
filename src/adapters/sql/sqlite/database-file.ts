// The file of the embedded store: made whole, never empty, and watched while it is open.
import { randomBytes } from 'node:crypto'
import { closeSync, linkSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../../core/index.ts'

export function openDatabase(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true })
  if (statSync(path, { throwIfNoEntry: false }) === undefined) makeDatabase(path)
  // SQLite's own waiting would block the event loop: whileBusy waits instead.
  return new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true })
}

/** Gives the file its name once it has a header: an empty one is then always one that was cut. */
function makeDatabase(path: string): void {
  const place = `${path}.${randomBytes(6).toString('hex')}.new`
  // For the owner's eyes; its WAL gets the same mode. One that is there keeps what its owner chose.
  closeSync(openSync(place, 'ax', 0o600))
  try {
    const database = new DatabaseSync(place)
    database.exec('pragma journal_mode = wal')
    database.close()
    giveName(place, path)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${place}${end}`, { force: true })
  }
}

/** Another process may have been faster: its store stays. */
function giveName(place: string, path: string): void {
  try {
    linkSync(place, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    // A disk without hard links.
    if (statSync(path, { throwIfNoEntry: false }) === undefined) renameSync(place, path)
  }
}

/**
 * SQLite takes an empty file, or none, for a new database: it would wait for whoever has the old one open, or begin
 * anew and delete the log beside it, from which much may be saved.
 * @throws STORE_INVALID
 */
export function refuseRemains(path: string): void {
  // In this order: whoever makes a store now makes its log last.
  const log = sizeOf(`${path}-wal`) ?? 0
  const store = sizeOf(path)
  if (store === 0) throw emptied()
  if (store === undefined && log > 0) throw orphaned()
}

/** In bytes; undefined where nothing is, not a number for what is no file or cannot be seen: opening it says so. */
function sizeOf(path: string): number | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined || found.isFile() ? found?.size : Number.NaN
  } catch {
    return Number.NaN
  }
}

const REMAINS =
  'End every process that has it open (fuser names them), then restore store.db with its -wal file from a backup, or move what is left of the two away to start with an empty store'

function emptied(): AppError {
  return new AppError('STORE_INVALID', 'the store was cut to zero bytes', { fix: REMAINS })
}

function orphaned(): AppError {
  return new AppError('STORE_INVALID', 'the store is gone, and its -wal file is still there', { fix: REMAINS })
}

/** A process that has a file open keeps it, whatever takes its place: without this it would read and write what no one else sees. */
export function stillThere(path: string): () => void {
  const opened = statSync(path)
  return () => {
    const now = statSync(path, { throwIfNoEntry: false })
    if (now?.ino !== opened.ino || now.dev !== opened.dev) {
      throw new AppError('STORE_INVALID', 'the store was replaced or deleted while this process had it open', {
        fix: 'Start the process again, and replace a store only while nothing has it open',
      })
    }
    if (now.size === 0) throw emptied()
  }
}
