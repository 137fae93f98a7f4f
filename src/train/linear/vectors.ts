// The two vector loops of linear models.

export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!
  return total
}

/** `to += factor · values`, from an index on. */
export function addScaled(to: Float64Array, values: Float64Array, factor: number, from = 0): void {
  for (let i = from; i < to.length; i++) to[i]! += factor * values[i]!
}
