const MAX_BINS = 255
/** Columns longer than this are cut by an even sample of their rows. */
const SAMPLE = 262_144

/**
 * Cut points between the bins of a column, ascending: between any two neighbouring values where at most 255 are
 * distinct, otherwise so that bins hold about equally many rows. Each is a midpoint rounded down to float32, so the
 * value below it is `<=` and the value above it is not. NaN is no value.
 */
export function binEdges(column: Float32Array): Float32Array {
  const sorted = present(sample(column).sort())
  const n = sorted.length
  const distinct = countDistinct(sorted)
  const edges = new Float32Array(Math.max(0, Math.min(distinct, MAX_BINS) - 1))
  const everyValue = distinct <= MAX_BINS
  let cut = 0
  let start = 0
  for (let i = 1; i < n && cut < edges.length; i++) {
    const below = sorted[i - 1]!
    const above = sorted[i]!
    if (below === above) continue
    // The share of rows still to be placed per bin still to be filled adapts to values that repeat often.
    if (!everyValue && (i - start) * (MAX_BINS - cut) < n - start) continue
    edges[cut++] = floatBetween(below, above)
    start = i
  }
  return edges.slice(0, cut)
}

function sample(column: Float32Array): Float32Array {
  if (column.length <= SAMPLE) return column.slice()
  const picked = new Float32Array(SAMPLE)
  const stride = column.length / SAMPLE
  for (let i = 0; i < SAMPLE; i++) picked[i] = column[Math.floor(i * stride)]!
  return picked
}

/** Sorting puts NaN last. */
function present(sorted: Float32Array): Float32Array {
  let end = sorted.length
  while (end > 0 && Number.isNaN(sorted[end - 1]!)) end--
  return sorted.subarray(0, end)
}

function countDistinct(sorted: Float32Array): number {
  let count = Math.min(1, sorted.length)
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) count++
  return count
}

/** A float32 t with `below <= t < above`: their midpoint rounded down. */
export function floatBetween(below: number, above: number): number {
  const middle = below / 2 + above / 2
  const rounded = Math.fround(middle)
  const t = rounded > middle ? previousFloat(rounded) : rounded
  return t >= below && t < above ? t : below
}

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/** The largest float32 below a finite or infinite float32. */
export function previousFloat(value: number): number {
  float[0] = value
  if (value === 0) return -1.401298464324817e-45
  bits[0]! += value > 0 ? -1 : 1
  return float[0]
}
