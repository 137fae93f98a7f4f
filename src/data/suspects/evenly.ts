/** Row numbers of `most` of the rows, evenly spread. */
export function evenly(rows: number, most: number): Int32Array {
  const n = Math.min(rows, most)
  return Int32Array.from({ length: n }, (_, i) => Math.floor((i * rows) / n))
}
