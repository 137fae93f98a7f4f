// Where the values of a graph live while it runs: rows of typed arrays, one row of the batch after the other.
import type { ElementType } from '../onnx/index.ts'

export type Numbers = Float32Array | Float64Array

/** Rows side by side. `stride` 0: a constant, the same for every row. float32 is kept as such, every other number as float64, text as strings. */
export interface RowBuffer {
  data: Numbers | string[]
  readonly kind: 'float32' | 'float64' | 'text'
  stride: number
}

/** A part of each row of a buffer. Mutable while compiling: `Concat` moves the parts it joins into one buffer, so that they are written in place. */
export interface Region {
  buffer: RowBuffer
  offset: number
  /** False for a raw column, which belongs to the caller, and for what already lies in a joint buffer. */
  movable: boolean
}

/** A value of the graph. */
export interface Slot {
  readonly element: ElementType
  /** -1 is the batch: there is at most one, and only ones come before it, so a row is contiguous. */
  readonly dims: readonly number[]
  readonly batch: boolean
  /** Elements a row; all of them if there is no batch. */
  readonly width: number
  readonly region: Region
  /** The one raw column that a value was made from: errors and counts name it. */
  readonly origin: Slot | undefined
  readonly name: string
}

export function kindOf(element: ElementType): RowBuffer['kind'] {
  if (element === 'string') return 'text'
  return element === 'float' ? 'float32' : 'float64'
}

export function allocate(kind: RowBuffer['kind'], length: number): Numbers | string[] {
  if (kind === 'text') return Array.from({ length }, () => '')
  return kind === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

export function numbersOf(slot: Slot): Numbers {
  return slot.region.buffer.data as Numbers
}

export function textOf(slot: Slot): string[] {
  return slot.region.buffer.data as string[]
}
