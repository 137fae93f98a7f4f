// Fields that several messages have.
import type { View } from '../../track/index.ts'
import { int64, invalid, list, type MessageOf, message, oneOf, optional, required, string } from './message.ts'

export const TAG = message({ key: required(string()), value: optional(string()) })
export const PARAM = message({ key: required(string()), value: required(string()) })

/** One page of a search. */
export const SEARCH = {
  filter: optional(string()),
  max_results: optional(int64()),
  order_by: optional(list(string(), 100)),
  page_token: optional(string()),
} as const

export const VIEW = oneOf(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL'])

const VIEWS = { ACTIVE_ONLY: 'active', DELETED_ONLY: 'deleted', ALL: 'all' } as const

/** @default active */
export const viewOf = (view: keyof typeof VIEWS | undefined): View => VIEWS[view ?? 'ACTIVE_ONLY']

/** The last value of a key wins. */
export function recordOf(pairs: readonly MessageOf<typeof TAG>[] | undefined): Record<string, string> {
  const record: Record<string, string> = Object.create(null)
  for (const { key, value = '' } of pairs ?? []) record[key] = value
  return record
}

/** @throws INVALID_PARAMETER_VALUE */
export function versionNumber(text: string): number {
  const number = Number(text)
  if (/^\d{1,15}$/.test(text) && number > 0) return number
  throw invalid('version', text, 'Model versions are 1, 2, 3 …')
}
