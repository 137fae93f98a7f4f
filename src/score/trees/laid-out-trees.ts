import type { Numbers } from '../slot.ts'

export interface TreeLayout {
  readonly roots: Int32Array
  /** Longest way from a root to a leaf. */
  readonly depth: Int32Array
  /** Feature in the bits above `shift`, left child relative to the root in those below. A row goes one further when it is above the threshold. */
  readonly packed: Int32Array
  readonly shift: number
  /** +Infinity for leaves: nothing is above it. */
  readonly threshold: Numbers
  /** Bit 1: NaN goes right. Bit 2: right unless equal. Read by the careful walk only. */
  readonly flags: Uint8Array
  /** `outputs` per node. */
  readonly value: Float64Array
  readonly outputs: number
  /** Whether no leaf value is below zero. */
  readonly allPositive: boolean
  /** Whether NaN can go right somewhere; if not, a comparison with NaN is right as it is. */
  readonly nanMatters: boolean
  /** Whether some node tests equality. */
  readonly equality: boolean
}

export const NAN_RIGHT = 1
export const EQUALITY = 2
