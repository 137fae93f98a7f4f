// Sums that do not depend on their order: terms rounded to a power-of-two grid on which every partial sum is exact.

/** The grid on which any partial sum of `count` terms of at most `bound` is exact in float64. */
export function gridStep(bound: number, count: number): number {
  if (!(bound > 0)) return 1
  return 2 ** Math.max(-1022, Math.ceil(Math.log2(bound)) + Math.ceil(Math.log2(Math.max(1, count))) - 52)
}

export function roundTo(step: number, value: number): number {
  return Math.round(value / step) * step
}

/** The values on a grid fit for their sums; `positive`: none becomes zero. */
export function onGrid(values: Float64Array, positive = false): Float64Array {
  const step = gridStep(largest(values), values.length)
  return values.map((value) => (positive ? Math.max(step, roundTo(step, value)) : roundTo(step, value)))
}

export function largest(values: Float64Array): number {
  let bound = 0
  for (let i = 0; i < values.length; i++) bound = Math.max(bound, Math.abs(values[i]!))
  return bound
}

export function sum(values: Float64Array): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]!
  return total
}
