import type { Buckets } from './comparison.ts'
import type { CategoricalProfile } from './reference-profile.ts'

const MIN_EXPECTED = 5

interface Bucket {
  readonly label: string
  readonly reference: number
  readonly current: number
}

/**
 * The buckets of a categorical feature. Reference categories too rare for a test (expected count under 5 on a side)
 * are pooled into OTHER. A value that the profile does not list is UNSEEN; where the profile itself was cut, it is OTHER.
 */
export function categoricalBuckets(
  profile: CategoricalProfile,
  current: ReadonlyMap<string, number>,
  currentMissing: number,
): Buckets {
  const known = profile.categories.map((label, i): Bucket => {
    return { label, reference: profile.counts[i]!, current: current.get(label) ?? 0 }
  })
  const listed = known.reduce((sum, bucket) => sum + bucket.current, 0)
  const unlisted = current.values().reduce((sum, count) => sum + count, 0) - listed
  const scarce = scarcity(profile.n + profile.missing, listed + unlisted + currentMissing)
  const rare = known.filter(scarce)
  const cut = profile.other > 0
  const other = pool('OTHER', rare)
  const special: Bucket[] = [
    { ...other, reference: other.reference + profile.other, current: other.current + (cut ? unlisted : 0) },
    { label: 'UNSEEN', reference: 0, current: cut ? 0 : unlisted },
    { label: 'MISSING', reference: profile.missing, current: currentMissing },
  ]
  return columns([
    ...known.filter((bucket) => !rare.includes(bucket)),
    ...special.filter((bucket) => bucket.reference + bucket.current > 0),
  ])
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
