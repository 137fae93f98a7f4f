/**
 * Moves the rows (and their payload) of a node so that those with `column[row] <= bin` come first, in their old order.
 * Branch-free: every row is written to both sides, and only the right side's place moves on. Returns the right's start.
 */
export function partition(
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
