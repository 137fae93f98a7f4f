import type { Buckets } from './comparison.ts'
import type { CategoricalProfile } from './reference-profile.ts'

const MIN_EXPECTED = 5

interface Bucket {
  readonly label: string
  readonly reference: number
  readonly current: number
}

/**
 * The buckets of a categorical feature. Categories too rare for a test (expected count under 5 on a side) are pooled into
 * OTHER, those of the reference and new ones alike: a category that the reference missed by chance is no news. A new
 * value that is frequent, or where the reference has no rare ones, is UNSEEN; where the profile itself was cut, it is OTHER.
 */
export function categoricalBuckets(
  profile: CategoricalProfile,
  current: ReadonlyMap<string, number>,
  currentMissing: number,
): Buckets {
  const known = profile.categories.map((label, i): Bucket => {
    return { label, reference: profile.counts[i]!, current: current.get(label) ?? 0 }
  })
  const unlisted = unlistedCategories(profile, current).map(([label, count]): Bucket => {
    return { label, reference: 0, current: count }
  })
  const currentRows = currentMissing + current.values().reduce((sum, count) => sum + count, 0)
  const scarce = scarcity(profile.n + profile.missing, currentRows)
  const rare = known.filter(scarce)
  const cut: Bucket = { label: 'OTHER', reference: profile.other, current: 0 }
  const isOther = (bucket: Bucket): boolean => profile.other > 0 || (rare.length > 0 && scarce(bucket))
  const special: Bucket[] = [
    pool('OTHER', [cut, ...rare, ...unlisted.filter(isOther)]),
    pool(
      'UNSEEN',
      unlisted.filter((bucket) => !isOther(bucket)),
    ),
    { label: 'MISSING', reference: profile.missing, current: currentMissing },
  ]
  return columns([
    ...known.filter((bucket) => !rare.includes(bucket)),
    ...special.filter((bucket) => total(bucket) > 0),
  ])
}

/** Categories of the current data that the profile does not list, with their rows. */
export function unlistedCategories(
  profile: CategoricalProfile,
  current: ReadonlyMap<string, number>,
): [category: string, rows: number][] {
  const listed = new Set(profile.categories)
  return [...current].filter(([category]) => !listed.has(category))
}

/** The same buckets with those too thin for a chi-squared p joined: first with each other, then with the thinnest of the rest, until two are left. */
export function thickBuckets(buckets: Buckets): Buckets {
  const all = rows(buckets)
  const scarce = scarcity(pool('', all).reference, pool('', all).current)
  const thin = all.filter(scarce)
  if (thin.length === 0 || all.length <= 2) return buckets
  const thick = all.filter((bucket) => !thin.includes(bucket)).sort((a, b) => total(b) - total(a))
  let pooled = pool('OTHER', thin)
  while (thick.length > 1 && scarce(pooled)) pooled = pool('OTHER', [pooled, thick.pop()!])
  return columns([...thick, pooled])
}

/** Whether some bucket expects too few rows for a chi-squared p. */
export function isThin(buckets: Buckets): boolean {
  const all = rows(buckets)
  return all.some(scarcity(pool('', all).reference, pool('', all).current))
}

function rows(buckets: Buckets): Bucket[] {
  return buckets.labels.map((label, i) => {
    return { label, reference: buckets.reference[i]!, current: buckets.current[i]! }
  })
}

function scarcity(reference: number, current: number): (bucket: Bucket) => boolean {
  const smaller = Math.min(reference, current) / (reference + current)
  return (bucket) => total(bucket) * smaller < MIN_EXPECTED
}

function total(bucket: Bucket): number {
  return bucket.reference + bucket.current
}

function pool(label: string, buckets: readonly Bucket[]): Bucket {
  return {
    label,
    reference: buckets.reduce((sum, bucket) => sum + bucket.reference, 0),
    current: buckets.reduce((sum, bucket) => sum + bucket.current, 0),
  }
}

function columns(buckets: readonly Bucket[]): Buckets {
  return {
    labels: buckets.map((bucket) => bucket.label),
    reference: Float64Array.from(buckets, (bucket) => bucket.reference),
    current: Float64Array.from(buckets, (bucket) => bucket.current),
  }
}
