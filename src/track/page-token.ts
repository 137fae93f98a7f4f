// Opaque tokens of keyset paging: where the page before ended, so that what is new never shifts a page.
import { AppError } from '../core/index.ts'

/** What the last item of a page has in each column of the order. */
export type PagePosition = readonly (string | number)[]

export function encodePageToken(position: PagePosition): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** @param types of the columns of the order. @throws INVALID_PARAMETER_VALUE */
export function decodePageToken(token: string, types: readonly ('string' | 'number')[]): PagePosition {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(position) && position.length === types.length) {
      if (position.every((value, i) => typeof value === types[i])) return position
    }
  } catch {
    // Not a token of ours: said below.
  }
  throw new AppError('INVALID_PARAMETER_VALUE', 'invalid page token', {
    where: 'page_token',
    fix: 'Send the next_page_token of the page before as it came, or none for the first page',
  })
}
