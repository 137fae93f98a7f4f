// Filters name artifacts as the client knows them; within, those of our own store are relative paths.
import type { Comparison, Filter } from '../../track/index.ts'

type Named = { readonly kind: string; readonly name?: string | undefined }

const PLACES: ReadonlySet<string | undefined> = new Set(['artifact_uri', 'source_path'])

const inside = <V>(value: V): V =>
  typeof value === 'string' ? (value.replace(/^mlflow-artifacts:\/+/, '') as V & string) : value

function comparisonInside<F extends Named>(comparison: Comparison<F>): Comparison<F> {
  const { field } = comparison
  if (field.kind !== 'attribute' || !PLACES.has(field.name)) return comparison
  if ('values' in comparison) return { ...comparison, values: comparison.values.map(inside) }
  return 'value' in comparison ? ({ ...comparison, value: inside(comparison.value) } as Comparison<F>) : comparison
}

export function withInsidePlaces<F extends Named>(filter: Filter<F> | undefined): Filter<F> | undefined {
  if (filter === undefined) return undefined
  if (filter.operator === 'NOT') return { ...filter, of: withInsidePlaces(filter.of)! }
  if (filter.operator === 'AND' || filter.operator === 'OR') {
    return { ...filter, of: filter.of.map((part) => withInsidePlaces(part)!) }
  }
  return comparisonInside(filter)
}
