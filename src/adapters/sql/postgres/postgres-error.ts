// What PostgreSQL and its driver report, in our own error codes. Query errors name no place: they may travel over HTTP.
import { AppError, isAppError } from '../../../core/index.ts'

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Serialization failure, deadlock: the work can be done again, and nothing of it was stored. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(causeOf(error)))

const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
])
const SHUT = new Set(['57P01', '57P02', '57P03'])

/** The server is not there, goes, or is not ready yet. */
export function isDisconnect(error: unknown): boolean {
  const cause = causeOf(error)
  const code = codeOf(cause)
  return (
    SOCKET.has(code) ||
    SHUT.has(code) ||
    code.startsWith('08') ||
    (cause instanceof Error &&
      /connection (terminated|error)|timeout exceeded when trying to connect/i.test(cause.message))
  )
}

function causeOf(error: unknown): unknown {
  return isAppError(error) ? error.cause : error
}

const said = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException
  return message === '' ? String(code) : message
}

/** The AppError of a failure of PostgreSQL; anything else comes back as it is. */
export function fromPostgresError(error: unknown): unknown {
  if (isAppError(error)) return error
  const code = codeOf(error)
  if (isConflict(error) || code === '55P03' || code === '57014') {
    return new AppError('STORE_LOCKED', 'others kept changing the same rows of the store', {
      fix: 'Try again; if it lasts, see pg_stat_activity for who holds them',
      cause: error,
    })
  }
  if (isDisconnect(error)) {
    return new AppError('STORE_UNWRITABLE', `the database of the store cannot be reached (${said(error)})`, {
      fix: 'Start PostgreSQL, or mend host and port in MODELWRIGHT_STORE',
      cause: error,
    })
  }
  if (code === 'ERR_INVALID_URL') {
    return new AppError('STORE_UNWRITABLE', 'this is no URL of a database of PostgreSQL', {
      fix: 'Write postgres://user:password@host:port/database, with what is no letter or digit encoded (@ is %40)',
      cause: error,
    })
  }
  if (
    code.startsWith('28') ||
    code === '3D000' ||
    /password must be a string|no pg_hba/i.test((error as Error).message)
  ) {
    return new AppError('STORE_UNWRITABLE', `the database of the store refuses the login (${said(error)})`, {
      fix: 'Make the database with createdb, and mend user, password and database in MODELWRIGHT_STORE',
      cause: error,
    })
  }
  if (code === '42501') {
    return new AppError('STORE_UNWRITABLE', `the database user may not do this (${said(error)})`, {
      fix: 'Grant the user of MODELWRIGHT_STORE the schema (grant all on schema public to …)',
      cause: error,
    })
  }
  if (code === '25006') {
    return new AppError('STORE_READ_ONLY', 'the database of the store takes no writes', {
      fix: 'Name the primary server in MODELWRIGHT_STORE, not a standby',
      cause: error,
    })
  }
  if (code.startsWith('53') || code.startsWith('58')) {
    return new AppError('STORE_UNWRITABLE', `the database of the store cannot go on (${said(error)})`, {
      fix: 'Look into the log of PostgreSQL: its disk, its memory or its number of connections is used up',
      cause: error,
    })
  }
  if (code === '22021' || code === '22P05') {
    return new AppError('INVALID_PARAMETER_VALUE', 'a text holds the character U+0000, which the store cannot keep', {
      fix: 'Send the text without it',
      cause: error,
    })
  }
  return error
}

/** The server went while it was storing: nobody here knows whether it did. Doing it again could do it twice. */
export function ambiguousCommit(cause: unknown): AppError {
  return new AppError('STORE_UNWRITABLE', 'the database went away while it stored this: it may be stored or not', {
    fix: 'Look whether it is there before doing it again',
    cause,
  })
}
