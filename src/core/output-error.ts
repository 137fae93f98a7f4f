import { AppError } from './app-error.ts'

const CODES = new Set([
  'EACCES',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ENAMETOOLONG',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
])

/** OUTPUT_UNWRITABLE where the system refused to write a file of the user's; any other error as it is. */
export function outputError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!CODES.has(code)) return error
  return new AppError('OUTPUT_UNWRITABLE', `cannot be written (${code})`, {
    where: path,
    fix: 'Choose another place, or make room and give this user write permission there',
    cause: error,
  })
}
