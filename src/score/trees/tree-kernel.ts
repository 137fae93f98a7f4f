// The hot loops of tree scoring. A walk has a fixed number of steps and no branch; four walks are interleaved, so that the
// loads of one hide the latency of the others. Written out four times over: a loop over four would not stay in registers.
// `+(x > t)` and not `x > t ? 1 : 0`, which becomes a branch that is mispredicted half of the time (15 µs a row of 200 trees
// instead of 6); `| 0` saves the check for overflow.
import type { Numbers } from '../slot.ts'
import type { TreeLayout } from './laid-out-trees.ts'

/** Adds the sums of one-output trees to `sums` for rows of `stride` numbers each. Comparisons with NaN go left. */
export function addSums(
  layout: TreeLayout,
  x: Numbers,
  offset: number,
  stride: number,
  rows: number,
  sums: Float64Array,
): void {
  const whole = rows - (rows % 4)
  if (whole > 0) addFourRows(layout, x, offset, stride, whole, sums)
  for (let i = whole; i < rows; i++) sums[i]! += rowSum(layout, x, offset + i * stride)
}

/** Trees outside, rows inside: a tree stays in the cache while four rows at a time walk it. */
function addFourRows(
  layout: TreeLayout,
  x: Numbers,
  offset: number,
  stride: number,
  rows: number,
  sums: Float64Array,
): void {
  const { roots, depth, packed, threshold, value, shift } = layout
  const mask = 2 ** shift - 1
  for (let t = 0; t < roots.length; t++) {
    const root = roots[t]!
    const steps = depth[t]!
    for (let i = 0; i < rows; i += 4) {
      const o0 = offset + i * stride
      const o1 = o0 + stride
      const o2 = o1 + stride
      const o3 = o2 + stride
      let a = root
      let b = root
      let c = root
      let d = root
      for (let k = 0; k < steps; k++) {
        const va = packed[a]!
        const vb = packed[b]!
        const vc = packed[c]!
        const vd = packed[d]!
        a = (root + (va & mask) + +(x[o0 + (va >>> shift)]! > threshold[a]!)) | 0
        b = (root + (vb & mask) + +(x[o1 + (vb >>> shift)]! > threshold[b]!)) | 0
        c = (root + (vc & mask) + +(x[o2 + (vc >>> shift)]! > threshold[c]!)) | 0
        d = (root + (vd & mask) + +(x[o3 + (vd >>> shift)]! > threshold[d]!)) | 0
      }
      sums[i]! += value[a]!
      sums[i + 1]! += value[b]!
      sums[i + 2]! += value[c]!
      sums[i + 3]! += value[d]!
    }
  }
}

/** One row down four trees at a time; a shallower tree waits in its leaf. */
function rowSum(layout: TreeLayout, x: Numbers, o: number): number {
  const { roots, depth, packed, threshold, value, shift } = layout
  const mask = 2 ** shift - 1
  const whole = roots.length - (roots.length % 4)
  let sum = 0
  for (let t = 0; t < whole; t += 4) {
    const ra = roots[t]!
    const rb = roots[t + 1]!
    const rc = roots[t + 2]!
    const rd = roots[t + 3]!
    const steps = Math.max(depth[t]!, depth[t + 1]!, depth[t + 2]!, depth[t + 3]!)
    let a = ra
    let b = rb
    let c = rc
    let d = rd
    for (let k = 0; k < steps; k++) {
      const va = packed[a]!
      const vb = packed[b]!
      const vc = packed[c]!
      const vd = packed[d]!
      a = (ra + (va & mask) + +(x[o + (va >>> shift)]! > threshold[a]!)) | 0
      b = (rb + (vb & mask) + +(x[o + (vb >>> shift)]! > threshold[b]!)) | 0
      c = (rc + (vc & mask) + +(x[o + (vc >>> shift)]! > threshold[c]!)) | 0
      d = (rd + (vd & mask) + +(x[o + (vd >>> shift)]! > threshold[d]!)) | 0
    }
    sum += value[a]! + value[b]! + value[c]! + value[d]!
  }
  for (let t = whole; t < roots.length; t++) sum += value[leafOf(layout, t, x, o)]!
  return sum
}

/** The leaf that a row without NaN reaches in tree `t`. */
export function leafOf(
  { roots, depth, packed, threshold, shift }: TreeLayout,
  t: number,
  x: Numbers,
  o: number,
): number {
  const mask = 2 ** shift - 1
  const root = roots[t]!
  let n = root
  for (let k = depth[t]!; k > 0; k--) {
    const v = packed[n]!
    n = (root + (v & mask) + +(x[o + (v >>> shift)]! > threshold[n]!)) | 0
  }
  return n
}
