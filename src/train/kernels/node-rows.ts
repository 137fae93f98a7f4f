import type { BestSplit } from './node-kernel.ts'

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

  /**
   * Moves the rows of a node so that those the split sends left come first, in their old order: bins up to `bin` of its
   * feature's `column`, and the last one, `missing`, where the split says so. Returns where the others begin.
   */
  divide(column: Uint8Array, split: BestSplit, missing: number, from: number, to: number): number {
    const { rows, payload } = this
    const spareRows = this.#spareRows
    const sparePayload = this.#sparePayload
    return split.missing === 'left'
      ? partitionMissingLeft(rows, payload, spareRows, sparePayload, column, split.bin, missing, from, to)
      : partition(rows, payload, spareRows, sparePayload, column, split.bin, from, to)
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

/** A loop of its own, so that trees without gaps do not pay for the second test. */
function partitionMissingLeft(
  rows: Int32Array,
  payload: Float64Array,
  spareRows: Int32Array,
  sparePayload: Float64Array,
  column: Uint8Array,
  bin: number,
  missing: number,
  from: number,
  to: number,
): number {
  let left = from
  let right = 0
  for (let i = from; i < to; i++) {
    const row = rows[i]!
    const value = payload[i]!
    const c = column[row]!
    const goesRight = ((bin - c) & (c - missing)) >>> 31
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
