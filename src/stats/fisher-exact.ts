import { logGamma } from './gamma.ts'

/** Two-sided p of Fisher's exact test on [[a, b], [c, d]]: the sum of all tables with the same margins that are no likelier than this one. */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const row = a + b
  const column = a + c
  const total = row + c + d
  const lowest = Math.max(0, row + column - total)
  const highest = Math.min(row, column)
  if (lowest === highest) return 1
  const logMass = (x: number): number =>
    -logGamma(x + 1) - logGamma(row - x + 1) - logGamma(column - x + 1) - logGamma(total - row - column + x + 1)
  const observed = logMass(a)
  let extreme = 0
  let rest = 0
  for (let x = lowest; x <= highest; x++) {
    const log = logMass(x) - observed
    // The slack joins tables whose equal masses differ by rounding alone.
    if (log <= 1e-7) extreme += Math.exp(log)
    else rest += Math.exp(log)
  }
  return Math.min(1, extreme / (extreme + rest))
}
