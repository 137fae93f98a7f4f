// Operators between element types: Cast, LabelEncoder, CategoryMapper, OneHotEncoder.
import { elementOf } from '../../onnx/index.ts'
import { type Assembly, attribute, invalid, mapRows, type OperatorCompiler, refuse } from '../assembly.ts'
import { numbersOf, type Slot, textOf } from '../slot.ts'
import { unknownCategory } from '../unknown-category.ts'

export const cast: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const to = elementOf(attribute(assembly, 'to', 'int') ?? 0)
  if (to === undefined) refuse(assembly, 'to an element type that tabular graphs do not use')
  if (to === x.element) return assembly.alias(0, x, x.dims)
  const out = assembly.output(0, to, x.dims)
  if (x.element === 'string') return parseText(assembly, x, out)
  if (to === 'string') return printNumbers(assembly, x, out)
  const whole = (to === 'int64' || to === 'int32') && (x.element === 'float' || x.element === 'double')
  const f = to === 'bool' ? (v: number) => (v === 0 ? 0 : 1) : whole ? Math.trunc : undefined
  copy(assembly, x, out, f)
}

function copy(assembly: Assembly, x: Slot, out: Slot, f: ((v: number) => number) | undefined): void {
  const { width } = x
  mapRows(assembly, x, out, (source, from, target, to) => {
    if (f === undefined) for (let j = 0; j < width; j++) target[to + j] = source[from + j]!
    else for (let j = 0; j < width; j++) target[to + j] = f(source[from + j]!)
  })
}

function parseText(assembly: Assembly, x: Slot, out: Slot): void {
  if (out.element === 'bool') refuse(assembly, 'from text to bool')
  eachCell(assembly, x, out, (from, to) => (numbersOf(out)[to] = Number(textOf(x)[from])))
}

/** Integers only: engines print fractions in different ways. */
function printNumbers(assembly: Assembly, x: Slot, out: Slot): void {
  if (x.element !== 'int64' && x.element !== 'int32') refuse(assembly, `from ${x.element} to text`)
  eachCell(assembly, x, out, (from, to) => (textOf(out)[to] = String(numbersOf(x)[from])))
}

function eachCell(assembly: Assembly, x: Slot, out: Slot, act: (from: number, to: number) => void): void {
  assembly.emit((rows) => {
    for (let i = 0; i < rows; i++) {
      const from = i * x.region.buffer.stride + x.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < x.width; j++) act(from + j, to + j)
    }
  })
}

const LISTS = [
  { suffix: 'strings', element: 'string', list: 'strings', single: 'string', otherwise: '_Unused' },
  { suffix: 'int64s', element: 'int64', list: 'ints', single: 'int', otherwise: -1 },
  { suffix: 'floats', element: 'float', list: 'floats', single: 'float', otherwise: 0 },
] as const

export const labelEncoder: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  if (attribute(assembly, 'classes_strings', 'strings') !== undefined) refuse(assembly, 'of operator set 1')
  const list = (prefix: string) =>
    LISTS.map((kind) => ({
      kind,
      cells: cellsOf(attribute(assembly, `${prefix}_${kind.suffix}`, kind.list)),
    })).find(({ cells }) => cells !== undefined)
  const keys = list('keys')?.cells
  const { kind, cells: values } = list('values') ?? {}
  if (keys === undefined || values === undefined || kind === undefined)
    refuse(assembly, 'with keys or values as tensors')
  if (values.length !== keys.length) invalid(assembly, 'has keys and values of different number')
  const name = `default_${kind.suffix === 'strings' ? 'string' : kind.suffix === 'floats' ? 'float' : 'int64'}`
  const rest = attribute(assembly, name, kind.single) ?? kind.otherwise
  mapCells(
    assembly,
    x,
    assembly.output(0, kind.element, x.dims),
    new Map(keys.map((key, i) => [key, values[i]!])),
    rest,
  )
}

export const categoryMapper: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const strings = attribute(assembly, 'cats_strings', 'strings') ?? []
  const ints = cellsOf(attribute(assembly, 'cats_int64s', 'ints')) ?? []
  if (strings.length !== ints.length) invalid(assembly, 'has categories of different number')
  if (x.element === 'string') {
    const table = new Map<Cell, Cell>(strings.map((key, i) => [key, ints[i]!]))
    mapCells(assembly, x, assembly.output(0, 'int64', x.dims), table, attribute(assembly, 'default_int64', 'int') ?? -1)
  } else {
    const table = new Map<Cell, Cell>(ints.map((key, i) => [key, strings[i]!]))
    const rest = attribute(assembly, 'default_string', 'string') ?? '_Unused'
    mapCells(assembly, x, assembly.output(0, 'string', x.dims), table, rest)
  }
}

type Cell = string | number

function cellsOf(list: Iterable<Cell> | undefined): readonly Cell[] | undefined {
  return list && [...list]
}

/** Loops of their own for text and numbers, so that each stays fast. */
function mapCells(assembly: Assembly, x: Slot, out: Slot, table: ReadonlyMap<Cell, Cell>, otherwise: Cell): void {
  const { width } = x
  assembly.emit((rows) => {
    const source = x.region.buffer.data
    const target = out.region.buffer.data as Cell[]
    for (let i = 0; i < rows; i++) {
      const from = i * x.region.buffer.stride + x.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < width; j++) target[to + j] = table.get(source[from + j]!) ?? otherwise
    }
  })
}

/** A gap that training did not see is missing, not unseen. */
function isGap(value: Cell): boolean {
  return value === '' || Number.isNaN(value)
}

export const oneHotEncoder: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const strings = attribute(assembly, 'cats_strings', 'strings')
  const ints = cellsOf(attribute(assembly, 'cats_int64s', 'ints'))
  const categories = strings ?? ints ?? invalid(assembly, 'has no categories')
  if ((strings !== undefined) !== (x.element === 'string'))
    invalid(assembly, `has categories of another type than its input`)
  const size = categories.length
  const places = new Map<Cell, number>(categories.map((category, i) => [category, i]))
  const ignore = (attribute(assembly, 'zeros', 'int') ?? 1) !== 0
  const out = assembly.output(0, 'float', [...x.dims, size])
  const { width, origin } = x
  const unseen = ignore && origin !== undefined ? assembly.unseen(origin.name) : undefined
  assembly.emit((rows) => {
    const source = x.region.buffer.data
    const target = numbersOf(out)
    for (let i = 0; i < rows; i++) {
      const from = i * x.region.buffer.stride + x.region.offset
      let to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < width; j++, to += size) {
        for (let k = 0; k < size; k++) target[to + k] = 0
        const place = places.get(source[from + j]!)
        if (place !== undefined) target[to + place] = 1
        else if (unseen !== undefined) {
          if (!isGap(origin!.region.buffer.data[i]!)) unseen.rows++
        } else if (!ignore) {
          const value = (origin?.region.buffer.data[i] ?? source[from + j]!) as Cell
          throw unknownCategory({ column: origin?.name, value, row: i })
        }
      }
    }
  })
}
