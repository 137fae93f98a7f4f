// A filter of the ports as a condition of SQL; every value is a parameter.
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Comparison, Filter } from '../../../track/index.ts'
import type { SqlEngine } from '../sql-engine.ts'

/** Something that can be compared and ordered by. */
export interface FieldSql {
  /** Null where it is missing. */
  readonly value: Expression<unknown>
  readonly type: 'string' | 'number'
  /** What comes after all values in any order: 0 for a value, more for NaN and for nothing. Left out where there is always a value. */
  readonly rank?: Expression<number>
  /** Turns a condition on a row that may be there many times into one on whether any is. */
  readonly any?: (condition: Expression<SqlBool>) => Expression<SqlBool>
}

export type FieldsSql<F> = (field: F) => FieldSql

const missingLast = (value: Expression<unknown>): Expression<number> =>
  sql`case when ${value} is null then 1 else 0 end`

/** Text that may be missing: a tag, a param, a column that may be null. */
export function optional(value: Expression<unknown>, type: FieldSql['type'] = 'string'): FieldSql {
  return { value, type, rank: missingLast(value) }
}

const RELATIONS = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
} as const

const EVERYTHING = sql<SqlBool>`1 = 1`
const NOTHING = sql<SqlBool>`1 = 0`

export function conditionOf<F>(filter: Filter<F>, fields: FieldsSql<F>, like: SqlEngine['like']): Expression<SqlBool> {
  if (filter.operator === 'AND' || filter.operator === 'OR') {
    const parts = filter.of.map((part) => conditionOf(part, fields, like))
    if (parts.length === 0) return filter.operator === 'AND' ? EVERYTHING : NOTHING
    return sql<SqlBool>`(${sql.join(parts, filter.operator === 'AND' ? sql` and ` : sql` or `)})`
  }
  if (filter.operator === 'NOT') return sql<SqlBool>`not (${conditionOf(filter.of, fields, like)})`
  const { value, any = (condition) => condition } = fields(filter.field)
  return any(comparisonOf(filter, value, like))
}

function comparisonOf<F>(
  comparison: Comparison<F>,
  value: Expression<unknown>,
  like: SqlEngine['like'],
): Expression<SqlBool> {
  switch (comparison.operator) {
    case 'LIKE':
    case 'ILIKE':
      return like(value as Expression<string>, comparison.value, comparison.operator === 'ILIKE')
    case 'IN':
      return comparison.values.length === 0 ? NOTHING : sql<SqlBool>`${value} in ${listOf(comparison.values)}`
    case 'NOT IN':
      return comparison.values.length === 0
        ? sql<SqlBool>`${value} is not null`
        : sql<SqlBool>`${value} not in ${listOf(comparison.values)}`
    case 'IS NULL':
      return sql<SqlBool>`${value} is null`
    case 'IS NOT NULL':
      return sql<SqlBool>`${value} is not null`
    default:
      return sql<SqlBool>`${value} ${RELATIONS[comparison.operator]} ${comparison.value}`
  }
}

const listOf = (values: readonly (string | number)[]): RawBuilder<unknown> => sql`(${sql.join(values)})`
