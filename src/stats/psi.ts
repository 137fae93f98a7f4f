import { shares, type Weights } from './shares.ts'

/** Population stability index of two weight vectors of equal length; 0 = same. A share of zero counts as `floor`, else one empty bucket makes it infinite. Reference bins only: refitting per window hides drift. */
export function psi(reference: Weights, current: Weights, floor = 1e-4): number {
  const p = shares(reference)
  const q = shares(current)
  let sum = 0
  for (let i = 0; i < p.length; i++) {
    const a = p[i]! || floor
    const b = q[i]! || floor
    sum += (a - b) * Math.log(a / b)
  }
  return sum
}
