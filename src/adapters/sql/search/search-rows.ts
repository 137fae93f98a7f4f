// One page of rows, filtered and ordered, by keyset: a page costs the same wherever it is, and what is new shifts none.
import { type Expression, type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely'
import {
  checkPageSize,
  decodePageToken,
  encodePageToken,
  type Page,
  type PagePosition,
  type PageSizes,
  type Search,
} from '../../../track/index.ts'
import type { SqlEngine } from '../sql-engine.ts'
import type { Tables } from '../tables.ts'
import { conditionOf, type FieldSql, type FieldsSql } from './filter-sql.ts'

export interface Searchable<F> {
  readonly fields: FieldsSql<F>
  /** The default order, which ends in what no two rows share. */
  readonly order: readonly { readonly field: F; readonly ascending: boolean }[]
  readonly sizes: PageSizes
}

interface OrderColumn {
  readonly expression: RawBuilder<string | number>
  readonly ascending: boolean
  readonly type: 'string' | 'number'
}

const NONE = { string: '', number: 0 } as const

function columnsOf({ value, type, rank }: FieldSql, ascending: boolean): OrderColumn[] {
  if (rank === undefined) return [{ expression: sql`${value}`, ascending, type }]
  return [
    { expression: sql`${rank}`, ascending: true, type: 'number' },
    { expression: sql`coalesce(${value}, ${sql.lit(NONE[type])})`, ascending, type },
  ]
}

/** Rows after a position, in words that an index on the first columns answers. */
function afterPosition([column, ...rest]: readonly OrderColumn[], [at, ...more]: PagePosition): Expression<SqlBool> {
  const { expression, ascending } = column!
  const beyond = sql<SqlBool>`${expression} ${ascending ? sql`>` : sql`<`} ${at}`
  if (rest.length === 0) return beyond
  const from = sql`${expression} ${ascending ? sql`>=` : sql`<=`} ${at}`
  return sql<SqlBool>`(${from} and (${beyond} or ${afterPosition(rest, more)}))`
}

/** @param select all columns of one table, with what else narrows it. @throws INVALID_PARAMETER_VALUE */
export async function searchRows<T extends keyof Tables, Row, F>(
  select: SelectQueryBuilder<Tables, T, Row>,
  { filter, orderBy = [], maxResults, pageToken }: Search<F>,
  { fields, order, sizes }: Searchable<F>,
  like: SqlEngine['like'],
): Promise<Page<Row>> {
  const size = checkPageSize(maxResults, sizes)
  const columns = [...orderBy, ...order].flatMap(({ field, ascending }) => columnsOf(fields(field), ascending))
  let page = select.select(columns.map(({ expression }, i) => expression.as(`order_${i}`)))
  if (filter !== undefined) page = page.where(conditionOf(filter, fields, like))
  if (pageToken !== undefined) {
    const types = columns.map(({ type }) => type)
    page = page.where(afterPosition(columns, decodePageToken(pageToken, types)))
  }
  for (const { expression, ascending } of columns) page = page.orderBy(expression, ascending ? 'asc' : 'desc')
  const rows = (await page.limit(size + 1).execute()) as (Row & Record<string, string | number>)[]
  const last = rows.length > size ? rows[size - 1] : undefined
  return {
    items: rows.slice(0, size),
    nextPageToken: last === undefined ? null : encodePageToken(columns.map((_, i) => last[`order_${i}`]!)),
  }
}
