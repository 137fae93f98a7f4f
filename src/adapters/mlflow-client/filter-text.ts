// A filter as MLflow's filter string. What MLflow has no words for is refused on its servers, which might take it for something else.
import { AppError } from '../../core/index.ts'
import type { Filter, MetricRollup, Order } from '../../track/index.ts'

export type AnyField =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'tag' | 'param'; readonly key: string }
  | { readonly kind: 'metric'; readonly key: string; readonly of?: MetricRollup }
  | { readonly kind: 'dataset'; readonly name: string }

function unsaid(what: string): AppError {
  return new AppError('INVALID_PARAMETER_VALUE', `MLflow's filters have no ${what}`, {
    where: 'filter',
    fix: 'Filter by less and look through what is found, or keep runs on a server of modelwright',
  })
}

/** Fits nothing, whatever is searched: a tag has one value. */
const NEVER = "tags.`modelwright.never` = 'a' AND tags.`modelwright.never` = 'b'"

function quotedKey(key: string): string {
  if (!key.includes('`')) return `\`${key}\``
  throw unsaid('way to name a key with a backtick')
}

/** MLflow takes either quote and escapes none. */
function quoted(value: string): string {
  if (!value.includes("'")) return `'${value}'`
  if (!value.includes('"')) return `"${value}"`
  throw unsaid('way to write a text with both kinds of quotes')
}

function fieldText(field: AnyField, ours: boolean): string {
  switch (field.kind) {
    case 'attribute':
      return field.name
    case 'dataset':
      return `dataset.${field.name}`
    case 'metric': {
      const { of = 'latest' } = field
      if (of === 'latest') return `metrics.${quotedKey(field.key)}`
      if (ours) return `metrics.${quotedKey(field.key)}.${of}`
      throw unsaid(`${of} of a metric`)
    }
    case 'tag':
    case 'param':
      return `${field.kind}s.${quotedKey(field.key)}`
  }
}

const valueText = (value: string | number): string => (typeof value === 'number' ? String(value) : quoted(value))

/** Nothing is in an empty list, and whatever is there is not. */
function ofNothing(operator: 'IN' | 'NOT IN', { kind }: AnyField, field: string): string | undefined {
  if (operator === 'IN') return NEVER
  return kind === 'tag' || kind === 'param' ? `${field} IS NOT NULL` : undefined
}

/** @param ours whether the server is one of modelwright, which knows OR, NOT, and IN of anything. @throws INVALID_PARAMETER_VALUE */
export function filterText(filter: Filter<AnyField> | undefined, ours: boolean): string | undefined {
  if (filter === undefined) return undefined
  if (filter.operator === 'AND' || filter.operator === 'OR') {
    const parts = filter.of.map((part) => filterText(part, ours)).filter((part) => part !== undefined)
    if (filter.operator === 'AND') return parts.length === 0 ? undefined : parts.join(' AND ')
    if (parts.length === 1 && filter.of.length === 1) return parts[0]
    if (filter.of.length === 0) return NEVER
    if (!ours || parts.length < filter.of.length) throw unsaid('OR')
    return `(${parts.join(' OR ')})`
  }
  if (filter.operator === 'NOT') {
    const negated = filterText(filter.of, ours)
    if (negated === undefined) return NEVER
    if (!ours) throw unsaid('NOT')
    return `NOT (${negated})`
  }
  const field = fieldText(filter.field, ours)
  switch (filter.operator) {
    case 'IS NULL':
    case 'IS NOT NULL':
      if (!ours && filter.field.kind !== 'tag' && filter.field.kind !== 'param')
        throw unsaid(`${filter.operator} of ${field}`)
      return `${field} ${filter.operator}`
    case 'IN':
    case 'NOT IN':
      if (filter.values.length === 0) return ofNothing(filter.operator, filter.field, field)
      if (!ours && filter.field.kind !== 'attribute' && filter.field.kind !== 'dataset') {
        throw unsaid(`${filter.operator} of ${field}`)
      }
      return `${field} ${filter.operator} (${filter.values.map(valueText).join(', ')})`
    default:
      return `${field} ${filter.operator} ${valueText(filter.value)}`
  }
}

export function orderTexts(orders: readonly Order<AnyField>[] = [], ours: boolean): string[] {
  return orders.map(({ field, ascending }) => `${fieldText(field, ours)} ${ascending ? 'ASC' : 'DESC'}`)
}
