// Bins that follow the quantiles of a reference, fixed once: the current data never moves them.

/** The least float64 above a finite x. */
function nextUp(x: number): number {
  if (x === 0) return Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? 1n : -1n))
  return view.getFloat64(0)
}

/** Edges of at most about 2 × `bins` bins of equal count over ascending values, not empty; a value as frequent as a whole bin gets [value, next float) to itself. */
export function quantileEdges(sorted: Float64Array, bins: number): number[] {
  const depth = sorted.length / bins
  const edges = new Set<number>([sorted[0]!])
  let inBin = 0
  for (let i = 0; i < sorted.length; ) {
    const value = sorted[i]!
    let end = i + 1
    while (end < sorted.length && sorted[end] === value) end++
    const heavy = end - i >= depth
    if (heavy || inBin >= depth) {
      edges.add(value)
      inBin = 0
    }
    if (heavy) edges.add(nextUp(value))
    else inBin += end - i
    i = end
  }
  edges.add(nextUp(sorted.at(-1)!))
  return [...edges]
}

/** Values per bin; what lies under the first edge or over the last counts in the bin at that end. NaN is not allowed. */
export function countBins(values: Float64Array, edges: ArrayLike<number>): Float64Array {
  const bounds = Float64Array.from(edges)
  const counts = new Float64Array(bounds.length - 1)
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!
    let low = 0
    let high = counts.length
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if (x < bounds[middle]!) high = middle
      else low = middle
    }
    counts[low]!++
  }
  return counts
}
