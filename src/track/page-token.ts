// Opaque tokens of keyset paging: where the page before ended, so that new runs never shift a page.
import { AppError } from '../core/index.ts'

/** The last run of a page, in the order start time descending, run id ascending. */
export interface PagePosition {
  readonly startTime: number
  readonly runId: string
}

export function encodePageToken({ startTime, runId }: PagePosition): string {
  return Buffer.from(JSON.stringify([startTime, runId])).toString('base64url')
}

/** @throws INVALID_PARAMETER_VALUE */
export function decodePageToken(token: string): PagePosition {
  try {
    const [startTime, runId, ...rest]: unknown[] = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Number.isSafeInteger(startTime) && typeof runId === 'string' && rest.length === 0) {
      return { startTime: startTime as number, runId }
    }
  } catch {
    // Not a token of ours: said below.
  }
  throw new AppError('INVALID_PARAMETER_VALUE', 'invalid page token', {
    where: 'page_token',
    fix: 'Send the next_page_token of the page before as it came, or none for the first page',
  })
}
