/** The rows of a tree with a number each, ordered so that a node's rows are a range. */
export class NodeRows {
  readonly rows: Int32Array
  readonly payload: Float64Array
  readonly #spareRows: Int32Array
  readonly #sparePayload: Float64Array

  constructor(length: number) {
    this.rows = new Int32Array(length)
    this.payload = new Float64Array(length)
    this.#spareRows = new Int32Array(length)
    this.#sparePayload = new Float64Array(length)
  }

  /** Moves the rows of a node so that those with `column[row] <= bin` come first, in their old order. Returns where the others begin. */
  partition(column: Uint8Array, bin: number, from: number, to: number): number {
    return partition(this.rows, this.payload, this.#spareRows, this.#sparePayload, column, bin, from, to)
  }
}

/** Branch-free: every row is written to both sides, and only the right side's place moves on. */
function partition(
  rows: Int32Array,
  payload: Float64Array,
  spareRows: Int32Array,
  sparePayload: Float64Array,
  column: Uint8Array,
  bin: number,
  from: number,
  to: number,
): number {
  let left = from
  let right = 0
  for (let i = from; i < to; i++) {
    const row = rows[i]!
    const value = payload[i]!
    const goesRight = (bin - column[row]!) >>> 31
    rows[left] = row
    payload[left] = value
    spareRows[right] = row
    sparePayload[right] = value
    left = (left + 1 - goesRight) | 0
    right = (right + goesRight) | 0
  }
  for (let i = 0; i < right; i++) {
    rows[left + i] = spareRows[i]!
    payload[left + i] = sparePayload[i]!
  }
  return left
}
