// What SQLite reports, in our own error codes. Query errors name no path: they may travel over HTTP.
import { AppError } from '../../../core/index.ts'

const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IO_ERROR = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const AUTH = 23
const NOT_A_DATABASE = 26

/** SQLite's primary result code of an error of `node:sqlite`, or undefined for any other error. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

export function isBusy(error: unknown): boolean {
  const code = resultCode(error)
  return code === BUSY || code === LOCKED
}

/** The place lets no one write, or not this user: reading may still be possible. */
export function isRefusedPlace(error: unknown): boolean {
  const code = resultCode(error)
  return code === READONLY || code === CANNOT_OPEN || code === AUTH
}

/** The AppError of a failure of SQLite; anything else comes back as it is. @param where the store, where a person may see it */
export function fromSqliteError(error: unknown, where?: string): unknown {
  const options = { cause: error, ...(where !== undefined && { where }) }
  switch (resultCode(error)) {
    case BUSY:
    case LOCKED:
      return new AppError('STORE_LOCKED', 'the store stayed locked by another process', {
        ...options,
        fix: 'Wait for the other process, or end it (fuser store.db names it), and try again',
      })
    case CORRUPT:
    case NOT_A_DATABASE:
      return new AppError('STORE_INVALID', `the store is damaged or not a database (${(error as Error).message})`, {
        ...options,
        fix: 'Restore store.db with its -wal file from a backup, or move it away to start with an empty store',
      })
    case CANNOT_OPEN:
    case AUTH:
      return new AppError('STORE_UNWRITABLE', `the store cannot be opened (${(error as Error).message})`, {
        ...options,
        fix: 'Give this user write permission on the folder of store.db, or set MODELWRIGHT_STORE to another place',
      })
    case READONLY:
      return new AppError('STORE_READ_ONLY', `the store cannot be written here (${(error as Error).message})`, {
        ...options,
        fix: 'Give this user write permission on the folder of store.db, mount its disk for writing, or set MODELWRIGHT_STORE to another place',
      })
    case FULL:
    case IO_ERROR:
      return new AppError('STORE_UNWRITABLE', `the disk of the store failed or is full (${(error as Error).message})`, {
        ...options,
        fix: 'Free some space or check the disk; what was stored before is unharmed',
      })
    default:
      return error
  }
}
