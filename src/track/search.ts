// A search by pages, the same for whatever is searched.
import { AppError } from '../core/index.ts'
import type { Filter } from './filter/filter.ts'

/** @template F what can be filtered and ordered by */
export interface Search<F> {
  /** @default everything */
  readonly filter?: Filter<F> | undefined
  /** Before the default order, which settles what is equal; NaN, then what is missing, comes last either way. */
  readonly orderBy?: readonly Order<F>[] | undefined
  /** Items of a page. @default as many as the page of MLflow has */
  readonly maxResults?: number | undefined
  /** Of the page before, with the same filter and order. @default the first page */
  readonly pageToken?: string | undefined
}

export interface Order<F> {
  readonly field: F
  readonly ascending: boolean
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly nextPageToken: string | null
}

/** The items of all pages. @param search asks for one page */
export async function everyItem<T>(
  search: (page: { readonly pageToken: string | undefined }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  for (let pageToken: string | undefined; ; ) {
    const page = await search({ pageToken })
    items.push(...page.items)
    if (page.nextPageToken === null) return items
    pageToken = page.nextPageToken
  }
}

export interface PageSizes {
  readonly byDefault: number
  readonly most: number
}

/** @throws INVALID_PARAMETER_VALUE */
export function checkPageSize(maxResults: number | undefined, { byDefault, most }: PageSizes): number {
  if (maxResults === undefined) return byDefault
  if (Number.isInteger(maxResults) && maxResults >= 1 && maxResults <= most) return maxResults
  throw new AppError('INVALID_PARAMETER_VALUE', `invalid value ${maxResults}`, {
    where: 'max_results',
    fix: `Ask for 1 to ${most}`,
  })
}
