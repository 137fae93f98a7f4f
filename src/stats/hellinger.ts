import { shares, type Weights } from './shares.ts'

/** Hellinger distance of two weight vectors: √(½ Σ (√p − √q)²), from 0 (same) to 1 (disjoint). */
export function hellinger(p: Weights, q: Weights): number {
  const a = shares(p)
  const b = shares(q)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (Math.sqrt(a[i]!) - Math.sqrt(b[i]!)) ** 2
  return Math.min(1, Math.sqrt(sum / 2))
}
