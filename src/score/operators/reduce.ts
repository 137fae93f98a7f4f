// Operators that run along the row: Softmax, ArgMax, ReduceSum.
import {
  type Assembly,
  attribute,
  axisOf,
  constantNumbers,
  mapRows,
  type OperatorCompiler,
  refuse,
} from '../assembly.ts'
import type { Slot } from '../slot.ts'

/** The axis must span the whole row. */
function rowAxis(assembly: Assembly, x: Slot, axis: number): number {
  const at = axisOf(assembly, axis, x.dims.length)
  if (x.dims[at] !== x.width || x.width === 0) refuse(assembly, `of [${x.dims.join(', ')}] on axis ${axis}`)
  return at
}

export const softmax: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  rowAxis(assembly, x, attribute(assembly, 'axis', 'int') ?? (assembly.opset < 13 ? 1 : -1))
  const out = assembly.output(0, x.element, x.dims)
  const { width } = x
  mapRows(assembly, x, out, (source, from, target, to) => {
    let top = -Infinity
    for (let j = 0; j < width; j++) if (source[from + j]! > top) top = source[from + j]!
    let sum = 0
    for (let j = 0; j < width; j++) sum += Math.exp(source[from + j]! - top)
    for (let j = 0; j < width; j++) target[to + j] = Math.exp(source[from + j]! - top) / sum
  })
}

/** Of equals the first, or the last if so asked. */
export const argMax: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const axis = rowAxis(assembly, x, attribute(assembly, 'axis', 'int') ?? 0)
  const last = attribute(assembly, 'select_last_index', 'int') === 1
  const out = assembly.output(0, 'int64', reduced(assembly, x, axis))
  const { width } = x
  mapRows(assembly, x, out, (source, from, target, to) => {
    let best = 0
    for (let j = 1; j < width; j++) {
      const lead = source[from + j]! - source[from + best]!
      if (lead > 0 || (last && lead === 0)) best = j
    }
    target[to] = best
  })
}

export const reduceSum: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const axes = assembly.has(1) ? constantNumbers(assembly, 1) : attribute(assembly, 'axes', 'ints')
  if (axes?.length !== 1) refuse(assembly, 'over several axes')
  const axis = rowAxis(assembly, x, axes[0]!)
  const out = assembly.output(0, x.element, reduced(assembly, x, axis))
  const { width } = x
  mapRows(assembly, x, out, (source, from, target, to) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += source[from + j]!
    target[to] = sum
  })
}

function reduced(assembly: Assembly, x: Slot, axis: number): number[] {
  const keep = (attribute(assembly, 'keepdims', 'int') ?? 1) === 1
  return keep ? x.dims.map((dim, i) => (i === axis ? 1 : dim)) : x.dims.filter((_, i) => i !== axis)
}
