import { shares, type Weights } from './shares.ts'

/** Jensen–Shannon distance, the square root of the divergence; with base 2 from 0 (same) to 1 (disjoint). */
export function jensenShannon(p: Weights, q: Weights, base = 2): number {
  const a = shares(p)
  const b = shares(q)
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const middle = (a[i]! + b[i]!) / 2
    if (a[i]! > 0) sum += a[i]! * Math.log(a[i]! / middle)
    if (b[i]! > 0) sum += b[i]! * Math.log(b[i]! / middle)
  }
  return Math.sqrt(Math.max(0, sum / (2 * Math.log(base))))
}
