import { type Assembly, product, refuse } from './assembly.ts'
import type { Slot } from './slot.ts'

export interface Broadcast {
  readonly dims: readonly number[]
  /** For each input, where in its row element j of the result's row comes from. */
  readonly maps: readonly Int32Array[]
}

/** NumPy's broadcasting of shapes with a batch: aligned at the right, 1 stretches to anything. @throws MODEL_OPERATOR_UNSUPPORTED */
export function broadcast(assembly: Assembly, slots: readonly Slot[]): Broadcast {
  const rank = Math.max(...slots.map(({ dims }) => dims.length))
  const padded = slots.map(({ dims }) => [...Array.from({ length: rank - dims.length }, () => 1), ...dims])
  const dims = Array.from({ length: rank }, (_, axis) => {
    const sizes = new Set(padded.map((shape) => shape[axis]!).filter((size) => size !== 1))
    if (sizes.size > 1) refuse(assembly, `of shapes [${slots.map((slot) => `[${slot.dims.join(', ')}]`).join(', ')}]`)
    return sizes.size === 0 ? 1 : [...sizes][0]!
  })
  const row = dims.map((dim) => (dim === -1 ? 1 : dim))
  const elements = product(row) * slots.length
  assembly.spend('compile', elements * Math.max(rank, 1))
  assembly.spend('held', elements * Int32Array.BYTES_PER_ELEMENT)
  return { dims, maps: padded.map((shape) => indexMap(row, shape)) }
}

function indexMap(row: readonly number[], shape: readonly number[]): Int32Array {
  const own = shape.map((dim) => (dim === -1 ? 1 : dim))
  const map = new Int32Array(product(row))
  for (let j = 0; j < map.length; j++) {
    let rest = j
    let index = 0
    let step = 1
    for (let axis = row.length - 1; axis >= 0; axis--) {
      const coordinate = rest % row[axis]!
      rest = (rest - coordinate) / row[axis]!
      if (own[axis]! > 1) index += coordinate * step
      step *= own[axis]!
    }
    map[j] = index
  }
  return map
}
