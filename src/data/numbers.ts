// Loops, because `from` and `filter` of a typed array box every number on the way: a gigabyte of garbage for a wide table.

/** The values of some rows, in their order. */
export function valuesOfRows(values: ArrayLike<number>, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let i = 0; i < picked.length; i++) picked[i] = values[rows[i]!]!
  return picked
}

/** The values that are not missing, in their order; a copy. */
export function presentNumbers(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length)
  let n = 0
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) present[n++] = values[i]!
  return present.subarray(0, n)
}

export function countPresent(values: Float64Array): number {
  let n = 0
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) n++
  return n
}
