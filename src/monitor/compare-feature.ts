import type { Rng } from '../core/index.ts'
import type { Column, NumberColumn } from '../data/index.ts'
import { categoricalBuckets, unlistedCategories } from './categorical-buckets.ts'
import type { Buckets, Comparison } from './comparison.ts'
import { equalWidthBars, numericBuckets } from './numeric-buckets.ts'
import { countCategories, presentValues, sortedSample } from './present-values.ts'
import type { CategoricalProfile, FeatureProfile, NumericProfile } from './reference-profile.ts'

/** One feature made ready for its methods. */
export interface ComparedFeature {
  /** Rows, missing ones included. */
  readonly rows: { readonly reference: number; readonly current: number }
  /** Values compared. */
  readonly n: { readonly reference: number; readonly current: number }
  readonly missing: { readonly reference: number; readonly current: number }
  /** Current rows with a value that the reference does not have; null where the profile cannot tell. */
  readonly unseen: number | null
  /** Null where a side has no value to compare. */
  readonly comparison: Comparison | null
  /** What to draw; null with `comparison`. */
  readonly bars: Buckets | null
}

const SAMPLE = 5000
const BARS = 12

/** Sets a column of the current data beside its profile; undefined if it is text where numbers are expected. */
export function compareFeature(profile: FeatureProfile, current: Column, rng: Rng): ComparedFeature | undefined {
  if (profile.kind === 'categorical') return compareCategories(profile, current)
  if (current.kind === 'number') return compareNumbers(profile, current, rng)
  if (countCategories(current).size > 0) return undefined
  // A column without a single value has no type of its own.
  const values = new Float64Array(current.codes.length).fill(Number.NaN)
  return compareNumbers(profile, { kind: 'number', name: current.name, type: 'double', values }, rng)
}

function compareNumbers(profile: NumericProfile, column: NumberColumn, rng: Rng): ComparedFeature {
  const values = presentValues(column.values)
  const n = { reference: profile.n, current: values.length }
  const missing = { reference: profile.missing, current: column.values.length - values.length }
  const rows = { reference: profile.n + profile.missing, current: column.values.length }
  if (values.length === 0) return { rows, n, missing, unseen: null, comparison: null, bars: null }
  const reference = Float64Array.from(profile.sample)
  const current = sortedSample(values, SAMPLE, rng)
  const comparison = { kind: 'numeric', reference, current, buckets: numericBuckets(profile, values) } as const
  return { rows, n, missing, unseen: null, comparison, bars: equalWidthBars(reference, current) }
}

function compareCategories(profile: CategoricalProfile, column: Column): ComparedFeature {
  const counts = countCategories(column)
  const present = counts.values().reduce((sum, count) => sum + count, 0)
  const total = column.kind === 'number' ? column.values.length : column.codes.length
  const rows = { reference: profile.n + profile.missing, current: total }
  const missing = { reference: profile.missing, current: total - present }
  const unlisted = unlistedCategories(profile, counts).reduce((sum, [, count]) => sum + count, 0)
  const unseen = profile.other > 0 ? null : unlisted
  if (rows.reference === 0 || total === 0) return { rows, n: rows, missing, unseen, comparison: null, bars: null }
  const buckets = categoricalBuckets(profile, counts, missing.current)
  return { rows, n: rows, missing, unseen, comparison: { kind: 'categorical', buckets }, bars: mostFrequent(buckets) }
}

/** The first dozen buckets, the rest in one. */
function mostFrequent(buckets: Buckets): Buckets {
  if (buckets.labels.length <= BARS) return buckets
  const fold = (values: Float64Array): Float64Array => {
    const rest = values.subarray(BARS - 1).reduce((sum, value) => sum + value, 0)
    return Float64Array.from([...values.subarray(0, BARS - 1), rest])
  }
  const labels = [...buckets.labels.slice(0, BARS - 1), 'all others']
  return { labels, reference: fold(buckets.reference), current: fold(buckets.current) }
}
