// The hot loops: sums per bin over the rows of a node. Each takes one fixed set of array types, which keeps V8 fast.

/** `hist[bin] += payload`. */
export function addPayload(
  hist: Float64Array,
  column: Uint8Array,
  rows: Int32Array,
  payload: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) hist[column[rows[i]!]!]! += payload[i]!
}

/** `hist[bin * classes + class] += payload`. */
export function addByClass(
  hist: Float64Array,
  column: Uint8Array,
  rows: Int32Array,
  payload: Float64Array,
  classOf: Int32Array,
  classes: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const row = rows[i]!
    hist[column[row]! * classes + classOf[row]!]! += payload[i]!
  }
}

/** Count and payload of each bin, interleaved, from `at`. */
export function addMoments(
  hist: Float64Array,
  at: number,
  column: Uint8Array,
  rows: Int32Array,
  payload: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const o = at + 2 * column[rows[i]!]!
    hist[o]! += 1
    hist[o + 1]! += payload[i]!
  }
}

/** Count, weight and payload of each bin, interleaved, from `at`. */
export function addWeightedMoments(
  hist: Float64Array,
  at: number,
  column: Uint8Array,
  rows: Int32Array,
  payload: Float64Array,
  weight: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const row = rows[i]!
    const o = at + 3 * column[row]!
    hist[o]! += 1
    hist[o + 1]! += weight[row]!
    hist[o + 2]! += payload[i]!
  }
}

/** Rows of each bin. */
export function addCounts(counts: Int32Array, column: Uint8Array, rows: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) counts[column[rows[i]!]!]! += 1
}

/** `a -= b`, the first `length` entries: a parent's histogram less one child's is the other child's. */
export function subtract(a: Float64Array, b: Float64Array, length: number): void {
  for (let i = 0; i < length; i++) a[i]! -= b[i]!
}
