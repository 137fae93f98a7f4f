// NaN without a test in the walk: a row is spread into two halves that differ where it misses a feature only, and each node
// reads the half in which its own comparison sends NaN the right way.
import type { Numbers } from '../slot.ts'
import { NAN_RIGHT, type TreeLayout } from './laid-out-trees.ts'

export interface Spread {
  /** The trees, for spread rows. */
  readonly layout: TreeLayout
  /** Numbers of a spread row. */
  readonly stride: number
  /** Rows spread side by side; the array is written over by the next call. */
  spread(from: Numbers, offset: number, stride: number, rows: number): Numbers
}

/** Null for trees that test equality, that have no room for twice the features, or a threshold with no number above it to stand for NaN. */
export function createSpread(layout: TreeLayout, width: number): Spread | null {
  const { packed, threshold, flags, shift, equality } = layout
  const most = threshold instanceof Float32Array ? FLOAT32_MAX : Number.MAX_VALUE
  const hasRoom = (t: number): boolean => t < most || t === Infinity
  if (equality || 2 * width > 2 ** Math.min(31, 32 - shift)) return null
  if (flags.some((flag, node) => flag === NAN_RIGHT && !hasRoom(threshold[node]!))) return null
  const own = { ...layout, packed: packed.slice(), threshold: threshold.slice(), nanMatters: false }
  for (let node = 0; node < packed.length; node++) {
    if (flags[node] !== NAN_RIGHT) continue
    own.packed[node]! += width << shift
    // No value is above Infinity, and NaN, which is Infinity in this half, has to be.
    own.threshold[node] = Math.min(threshold[node]!, most)
  }
  let buffer = threshold.slice(0, 0)
  return {
    layout: own,
    stride: 2 * width,
    spread(from, offset, stride, rows) {
      const length = 2 * width * rows
      if (buffer.length < length)
        buffer = buffer instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)
      spreadRows(from, offset, stride, width, rows, most, buffer)
      return buffer
    },
  }
}

const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127

/** The first half is the row; the second has Infinity for NaN, and the largest number for Infinity. */
function spreadRows(
  from: Numbers,
  offset: number,
  stride: number,
  width: number,
  rows: number,
  most: number,
  to: Numbers,
): void {
  for (let i = 0; i < rows; i++) {
    const o = offset + i * stride
    const at = 2 * i * width
    for (let j = 0; j < width; j++) {
      const value = from[o + j]!
      to[at + j] = value
      to[at + width + j] = value === value ? Math.min(value, most) : Infinity
    }
  }
}
