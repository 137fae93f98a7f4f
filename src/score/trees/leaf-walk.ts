// The careful walk: NaN by each node's own flag, equality tests, any number of outputs, any aggregate.
import type { Numbers } from '../slot.ts'
import { EQUALITY, NAN_RIGHT, type TreeLayout } from './laid-out-trees.ts'
import { leafOf } from './tree-kernel.ts'

export type Aggregate = 'SUM' | 'AVERAGE' | 'MIN' | 'MAX'

/** Whether rows of `width` numbers hold a NaN. */
export function hasNaN(x: Numbers, offset: number, stride: number, width: number, rows: number): boolean {
  for (let i = 0; i < rows; i++) {
    const from = offset + i * stride
    for (let j = from; j < from + width; j++) if (x[j] !== x[j]) return true
  }
  return false
}

/** The leaf a row reaches in tree `t`. */
function carefulLeafOf(layout: TreeLayout, t: number, x: Numbers, o: number): number {
  const { roots, depth, packed, threshold, flags, shift } = layout
  const mask = 2 ** shift - 1
  const root = roots[t]!
  let n = root
  for (let k = depth[t]!; k > 0; k--) {
    const v = packed[n]!
    const value = x[o + (v >>> shift)]!
    const flag = flags[n]!
    let right = value > threshold[n]!
    if (value !== value) right = (flag & NAN_RIGHT) !== 0
    else if ((flag & EQUALITY) !== 0) right = value !== threshold[n]
    n = root + (v & mask) + (right ? 1 : 0)
  }
  return n
}

/** Aggregates the leaves of one row over all trees into `scores`. */
export function aggregateRow(
  layout: TreeLayout,
  aggregate: Aggregate,
  careful: boolean,
  x: Numbers,
  o: number,
  scores: Float64Array,
): void {
  const { roots, value, outputs } = layout
  scores.fill(aggregate === 'MIN' ? Infinity : aggregate === 'MAX' ? -Infinity : 0)
  for (let t = 0; t < roots.length; t++) {
    const leaf = (careful ? carefulLeafOf(layout, t, x, o) : leafOf(layout, t, x, o)) * outputs
    for (let k = 0; k < outputs; k++) {
      const score = value[leaf + k]!
      if (aggregate === 'MIN') scores[k] = Math.min(scores[k]!, score)
      else if (aggregate === 'MAX') scores[k] = Math.max(scores[k]!, score)
      else scores[k]! += score
    }
  }
  if (aggregate === 'AVERAGE') for (let k = 0; k < outputs; k++) scores[k]! /= roots.length
}
