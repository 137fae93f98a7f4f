// Operators that only rearrange: where the row stays contiguous they are another name for the same memory.
import {
  type Assembly,
  attribute,
  axisOf,
  constantNumbers,
  invalid,
  type OperatorCompiler,
  product,
  refuse,
} from '../assembly.ts'
import { numbersOf, type Slot, textOf } from '../slot.ts'

export const identity: OperatorCompiler = (assembly) => assembly.alias(0, assembly.input(0), assembly.input(0).dims)

export const reshape: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const wanted = constantNumbers(assembly, 1)
  const dims = wanted.map((dim, axis) => (dim === 0 ? (x.dims[axis] ?? invalid(assembly, `has no axis ${axis}`)) : dim))
  assembly.alias(0, x, x.batch ? batchDims(assembly, x, dims, wanted) : constantDims(assembly, x, dims))
}

/** Just one dimension may be the batch: the -1, if the others make up the row; or a copied one, and then a -1 is computed. */
function batchDims(assembly: Assembly, x: Slot, dims: readonly number[], wanted: readonly number[]): readonly number[] {
  const copied = dims.findIndex((dim, axis) => wanted[axis] === 0 && dim === -1)
  const others = product(dims.filter((dim) => dim !== -1))
  if (copied >= 0) {
    const result = dims.map((dim, axis) => (dim === -1 && axis !== copied ? x.width / others : dim))
    if (product(result.filter((_, axis) => axis !== copied)) === x.width) return result
  } else if (dims.includes(-1) && others === x.width) {
    return dims
  }
  return refuse(assembly, `of [${x.dims.join(', ')}] to [${wanted.join(', ')}]`)
}

function constantDims(assembly: Assembly, x: Slot, dims: readonly number[]): readonly number[] {
  const others = product(dims.filter((dim) => dim !== -1))
  const result = dims.map((dim) => (dim === -1 ? x.width / others : dim))
  return product(result) === x.width
    ? result
    : invalid(assembly, `cannot make [${dims.join(', ')}] of ${x.width} values`)
}

export const flatten: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  if ((attribute(assembly, 'axis', 'int') ?? 1) !== 1 || (x.batch && x.dims[0] !== -1)) refuse(assembly, 'on this axis')
  assembly.alias(0, x, [x.dims[0] ?? 1, product(x.dims.slice(1))])
}

const listOf = (values: Float64Array | undefined): readonly number[] | undefined => values && [...values]

/** Axes are an attribute before opset 13, an input from then on. */
function axesOf(assembly: Assembly): readonly number[] {
  return assembly.has(1) ? constantNumbers(assembly, 1) : (listOf(attribute(assembly, 'axes', 'ints')) ?? [])
}

export const squeeze: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const axes = axesOf(assembly).map((axis) => axisOf(assembly, axis, x.dims.length))
  const gone = (dim: number, axis: number) => (axes.length === 0 ? dim === 1 : axes.includes(axis))
  if (x.dims.some((dim, axis) => gone(dim, axis) && dim !== 1)) refuse(assembly, 'of an axis that is not 1')
  assembly.alias(
    0,
    x,
    x.dims.filter((dim, axis) => !gone(dim, axis)),
  )
}

export const unsqueeze: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const axes = axesOf(assembly)
  const rank = x.dims.length + axes.length
  const added = new Set(axes.map((axis) => axisOf(assembly, axis, rank)))
  const rest = x.dims.values()
  const dims = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.next().value!))
  assembly.alias(0, x, dims)
}

export const transpose: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const order = listOf(attribute(assembly, 'perm', 'ints')) ?? x.dims.map((_, axis) => x.dims.length - 1 - axis)
  if (order.length !== x.dims.length || new Set(order).size !== order.length) {
    invalid(assembly, `has no order of ${x.dims.length} axes`)
  }
  const long = order.filter((axis) => x.dims[axis] !== 1)
  const sorted = long.every((axis, i) => i === 0 || axis > long[i - 1]!)
  if (!sorted) refuse(assembly, `of [${x.dims.join(', ')}]`)
  assembly.alias(
    0,
    x,
    order.map((axis) => x.dims[axis] ?? invalid(assembly, `has no axis ${axis}`)),
  )
}

export const concat: OperatorCompiler = (assembly) => {
  const parts = assembly.inputs()
  const first = assembly.input(0)
  const axis = axisOf(assembly, attribute(assembly, 'axis', 'int') ?? 1, first.dims.length)
  const inner = first.dims.every((dim, i) => i >= axis || dim === 1 || dim === -1)
  const alike = parts.every(
    (part) => part.batch === first.batch && part.dims.length === first.dims.length && part.element === first.element,
  )
  if (!inner || !alike || first.dims[axis] === -1 || first.element === 'string') refuse(assembly, 'of these shapes')
  const total = parts.reduce((sum, part) => sum + part.dims[axis]!, 0)
  assembly.join(
    0,
    parts,
    first.element,
    first.dims.map((dim, i) => (i === axis ? total : dim)),
  )
}

/** Numbers of any type, side by side as float. */
export const featureVectorizer: OperatorCompiler = (assembly) => {
  const parts = assembly.inputs()
  const width = parts.reduce((sum, part) => sum + part.width, 0)
  assembly.join(0, parts, 'float', [-1, width])
}

/** Picks elements of each row: the kernel behind Gather, Slice and ArrayFeatureExtractor. */
function pick(assembly: Assembly, x: Slot, columns: readonly number[], dims: readonly number[]): void {
  if (columns.some((column) => !(column >= 0 && column < x.width))) invalid(assembly, 'reads beyond its input')
  const out = assembly.output(0, x.element, dims)
  const text = x.element === 'string'
  assembly.emit((rows) => {
    for (let i = 0; i < rows; i++) {
      const from = i * x.region.buffer.stride + x.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < columns.length; j++) {
        if (text) textOf(out)[to + j] = textOf(x)[from + columns[j]!]!
        else numbersOf(out)[to + j] = numbersOf(x)[from + columns[j]!]!
      }
    }
  })
}

/** Looks rows of a constant up by an index that depends on the batch. */
function lookUp(assembly: Assembly, table: Slot, indices: Slot, rowWidth: number, dims: readonly number[]): void {
  const out = assembly.output(0, table.element, dims)
  const count = table.width / rowWidth
  const text = table.element === 'string'
  assembly.emit((rows) => {
    const at = numbersOf(indices)
    for (let i = 0; i < rows; i++) {
      const from = i * indices.region.buffer.stride + indices.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < indices.width; j++) {
        const index = at[from + j]! < 0 ? at[from + j]! + count : at[from + j]!
        const source = table.region.offset + index * rowWidth
        for (let k = 0; k < rowWidth; k++) {
          if (text) textOf(out)[to + j * rowWidth + k] = textOf(table)[source + k]!
          else numbersOf(out)[to + j * rowWidth + k] = numbersOf(table)[source + k]!
        }
      }
    }
  })
}

export const gather: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const indices = assembly.input(1)
  const axis = axisOf(assembly, attribute(assembly, 'axis', 'int') ?? 0, x.dims.length)
  if (!x.batch && indices.batch && axis === 0) {
    return lookUp(assembly, x, indices, product(x.dims.slice(1)), [...indices.dims, ...x.dims.slice(1)])
  }
  const last = axis === x.dims.length - 1 && x.dims[axis]! > 0 && x.dims[axis] === x.width
  if (indices.batch || !last) refuse(assembly, `of [${x.dims.join(', ')}] on axis ${axis}`)
  const columns = constantNumbers(assembly, 1).map((index) => (index < 0 ? index + x.width : index))
  pick(assembly, x, columns, [...x.dims.slice(0, axis), ...indices.dims])
}

export const arrayFeatureExtractor: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const indices = assembly.input(1)
  if (!x.batch && indices.batch) return lookUp(assembly, x, indices, 1, [1, -1])
  if (indices.batch || x.dims.at(-1) !== x.width) refuse(assembly, `of [${x.dims.join(', ')}]`)
  pick(assembly, x, constantNumbers(assembly, 1), [...(x.dims.length > 1 ? x.dims.slice(0, -1) : [1]), indices.width])
}

export const slice: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const bounds = (index: number, name: string) =>
    assembly.has(index) ? constantNumbers(assembly, index) : listOf(attribute(assembly, name, 'ints'))
  const starts = bounds(1, 'starts') ?? []
  const ends = bounds(2, 'ends') ?? []
  const axes = (bounds(3, 'axes') ?? starts.map((_, i) => i)).map((axis) => axisOf(assembly, axis, x.dims.length))
  const steps = bounds(4, 'steps') ?? starts.map(() => 1)
  assembly.spend('compile', axes.length * x.width)
  let columns = Array.from({ length: x.width }, (_, i) => i)
  const dims = [...x.dims]
  axes.forEach((axis, i) => {
    const whole = starts[i] === 0 && ends[i]! >= 2 ** 31 - 1 && steps[i] === 1
    if (whole) return
    if (dims[axis] === -1 || dims[axis] !== columns.length || !(steps[i]! >= 1)) refuse(assembly, `of axis ${axis}`)
    const clamp = (bound: number) => Math.max(0, Math.min(columns.length, bound < 0 ? bound + columns.length : bound))
    const step = steps[i]!
    const [start, end] = [clamp(starts[i]!), clamp(ends[i]!)]
    columns = columns.filter((_, k) => k >= start && k < end && (k - start) % step === 0)
    dims[axis] = columns.length
  })
  pick(assembly, x, columns, dims)
}
