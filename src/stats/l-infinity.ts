import { shares, type Weights } from './shares.ts'

/** Largest difference of any bucket's share, from 0 to 1. */
export function lInfinity(p: Weights, q: Weights): number {
  const a = shares(p)
  const b = shares(q)
  let largest = 0
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!))
  return largest
}
