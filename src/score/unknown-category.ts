import { AppError, isAppError } from '../core/index.ts'

/** Facts of a CATEGORY_UNKNOWN error, in its `details`. */
export interface UnknownCategory {
  /** The raw column; undefined where several make up the value. */
  readonly column: string | undefined
  readonly value: string | number
  /** Of the batch, from 0. */
  readonly row: number
}

export function isUnknownCategory(error: unknown): error is AppError & { readonly details: UnknownCategory } {
  return isAppError(error, 'CATEGORY_UNKNOWN') && typeof error.details['row'] === 'number'
}

/** The error of a part of a batch as that of the whole: its row counted from where the part starts. Others stay as they are. */
export function ofWholeBatch(error: unknown, start: number): unknown {
  if (start === 0 || !isUnknownCategory(error)) return error
  return unknownCategory({ ...error.details, row: start + error.details.row })
}

export function unknownCategory({ column, value, row }: UnknownCategory): AppError {
  const name = column === undefined ? 'a categorical column' : `'${column}'`
  return new AppError('CATEGORY_UNKNOWN', `${JSON.stringify(value)} is not a category of ${name}`, {
    where: `row ${row + 1}`,
    fix: 'Send a category seen in training, or train with features.encode.handle_unknown: ignore',
    details: { column, value, row } satisfies UnknownCategory,
  })
}
