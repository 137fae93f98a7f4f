// Which categories a column has and which of them share a bucket, as scikit-learn's OneHotEncoder and OrdinalEncoder decide it.
import { byCodePoint, type ColumnType } from '../data/index.ts'
import type { CategoricalImpute, PlannedCategorical } from './feature-plan.ts'
import type { FittedOneHot, FittedOrdinal } from './fitted-features.ts'
import type { CodedColumn } from './raw-columns.ts'

interface Buckets {
  readonly values: readonly string[]
  readonly bucketOf: readonly number[]
  readonly buckets: readonly string[]
}

/**
 * `impute` null: missing stays missing, a category of its own, or NaN in an ordinal column. Where no row misses the column
 * nobody can learn what a gap means, and it is the most frequent category.
 */
export function fitCategorical(
  column: CodedColumn,
  type: ColumnType,
  plan: PlannedCategorical,
  impute: CategoricalImpute | null,
): FittedOneHot | FittedOrdinal {
  const { values, bucketOf, buckets } = fitBuckets(column, type, plan, impute)
  const source = plan.name
  return plan.method === 'onehot'
    ? { kind: 'one-hot', source, values, bucketOf, buckets, unknown: plan.unknown }
    : { kind: 'ordinal', source, values, codes: bucketOf, unknownCode: plan.unknown === 'ignore' ? -1 : null }
}

function fitBuckets(
  column: CodedColumn,
  type: ColumnType,
  plan: PlannedCategorical,
  impute: CategoricalImpute | null,
): Buckets {
  const order = type === 'string' ? byCodePoint : (a: string, b: string) => Number(a) - Number(b)
  const { counts, missing } = countCategories(column)
  const fill = typeof impute === 'object' && impute !== null ? impute.constant : mostFrequent(counts, order)
  // Nothing to learn from (a fold without a value): one bucket, for missing.
  if (fill === undefined) return { values: [''], bucketOf: [0], buckets: ['missing'] }
  const gap = impute !== null || missing === 0 ? 'fill' : plan.method === 'onehot' ? 'category' : 'NaN'
  if (gap === 'fill' && missing > 0) counts.set(fill, (counts.get(fill) ?? 0) + missing)

  const values = [...counts.keys()].sort(order)
  if (gap === 'category') {
    counts.set('', missing)
    values.push('')
  }
  const rare = rareCategories(
    values.map((value) => counts.get(value)!),
    plan,
    column.codes.length,
  )
  const kept = values.filter((_, i) => !rare[i])
  const buckets = kept.map((value) => (value === '' ? freeName('missing', values) : nameOf(value, type)))
  if (kept.length < values.length) buckets.push(freeName('infrequent', buckets))
  let next = 0
  const bucketOf = rare.map((isRare) => (isRare ? kept.length : next++))
  if (gap === 'category') return { values, bucketOf, buckets }
  if (gap === 'NaN') return { values: [...values, ''], bucketOf: [...bucketOf, Number.NaN], buckets }
  // Missing is imputed; a constant that training never saw is unknown like any other.
  const filled = values.indexOf(fill)
  return filled < 0
    ? { values, bucketOf, buckets }
    : { values: [...values, ''], bucketOf: [...bucketOf, bucketOf[filled]!], buckets }
}

function countCategories({ codes, values }: CodedColumn): { counts: Map<string, number>; missing: number } {
  const tally = new Int32Array(values.length)
  let missing = 0
  for (const code of codes) {
    if (code < 0) missing++
    else tally[code]!++
  }
  const counts = new Map<string, number>()
  values.forEach((value, code) => {
    if (tally[code]! > 0) counts.set(value, tally[code]!)
  })
  return { counts, missing }
}

function mostFrequent(counts: ReadonlyMap<string, number>, compare: (a: string, b: string) => number) {
  let best: string | undefined
  for (const [value, count] of counts) {
    const lead = best === undefined ? 1 : count - counts.get(best)!
    if (lead > 0 || (lead === 0 && compare(value, best!) < 0)) best = value
  }
  return best
}

/** scikit-learn's `_identify_infrequent`: below `minFrequency`, then all but the `maxCategories - 1` most frequent (of ties, the later). */
function rareCategories(
  counts: readonly number[],
  { minFrequency, maxCategories }: PlannedCategorical,
  rows: number,
): boolean[] {
  const least = minFrequency < 1 ? minFrequency * rows : minFrequency
  const rare = counts.map((count) => count < least)
  const frequent = rare.filter((isRare) => !isRare).length
  if (maxCategories < frequent + 1) {
    const ascending = counts.map((_, i) => i).sort((a, b) => counts[a]! - counts[b]! || a - b)
    for (const i of ascending.slice(0, counts.length - (maxCategories - 1))) rare[i] = true
  }
  return rare
}

function nameOf(value: string, type: ColumnType): string {
  if (type === 'boolean') return value === '0' ? 'False' : 'True'
  return value
}

function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted
  while (taken.includes(name)) name += '_'
  return name
}
