// Operators that work element by element, with ONNX's broadcasting. float32 results are rounded as they are stored.
import type { ElementType } from '../../onnx/index.ts'
import { type Assembly, attribute, invalid, mapRows, type OperatorCompiler, refuse } from '../assembly.ts'
import { broadcast } from '../broadcast.ts'
import { numbersOf, textOf } from '../slot.ts'

type Unary = (x: number) => number
type Binary = (a: number, b: number) => number

const UNARY: Readonly<Record<string, Unary>> = {
  Neg: (x) => -x,
  Abs: Math.abs,
  Log: Math.log,
  Exp: Math.exp,
  Sqrt: Math.sqrt,
  Floor: Math.floor,
  Ceil: Math.ceil,
  Reciprocal: (x) => 1 / x,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
}
const TESTS: Readonly<Record<string, Unary>> = {
  IsNaN: (x) => (Number.isNaN(x) ? 1 : 0),
  Not: (x) => (x === 0 ? 1 : 0),
}
const ARITHMETIC: Readonly<Record<string, Binary>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Max: Math.max,
  Min: Math.min,
}
const COMPARISONS: Readonly<Record<string, Binary>> = {
  Less: (a, b) => (a < b ? 1 : 0),
  LessOrEqual: (a, b) => (a <= b ? 1 : 0),
  Greater: (a, b) => (a > b ? 1 : 0),
  GreaterOrEqual: (a, b) => (a >= b ? 1 : 0),
  And: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  Or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  Xor: (a, b) => ((a !== 0) !== (b !== 0) ? 1 : 0),
}

export function elementwiseOperators(): [string, OperatorCompiler][] {
  return [
    ...Object.entries(UNARY).map(([name, f]) => [name, unary(f, undefined)] as [string, OperatorCompiler]),
    ...Object.entries(TESTS).map(([name, f]) => [name, unary(f, 'bool')] as [string, OperatorCompiler]),
    ...Object.entries(ARITHMETIC).map(([name, f]) => [name, arithmetic(f, name)] as [string, OperatorCompiler]),
    ...Object.entries(COMPARISONS).map(([name, f]) => [name, comparison(f)] as [string, OperatorCompiler]),
    ['Equal', equal],
    ['Where', where],
    ['Clip', clip],
  ]
}

function unary(f: Unary, element: ElementType | undefined): OperatorCompiler {
  return (assembly) => {
    const x = assembly.input(0)
    if (x.element === 'string') refuse(assembly, 'of text')
    const out = assembly.output(0, element ?? x.element, x.dims)
    const { width } = x
    mapRows(assembly, x, out, (source, from, target, to) => {
      for (let j = 0; j < width; j++) target[to + j] = f(source[from + j]!)
    })
  }
}

function arithmetic(f: Binary, name: string): OperatorCompiler {
  return (assembly) => {
    const { element } = assembly.input(0)
    const whole = element === 'int64' || element === 'int32'
    const g: Binary = whole && name === 'Div' ? (a, b) => Math.trunc(a / b) : f
    const inputs = assembly.inputs()
    // Max and Min take any number of inputs; one alone is passed on.
    if (inputs.length === 1) return assembly.alias(0, inputs[0]!, inputs[0]!.dims)
    if (inputs.length > 2) refuse(assembly, `of ${inputs.length} inputs`)
    combine(assembly, g, element)
  }
}

function comparison(f: Binary): OperatorCompiler {
  return (assembly) => combine(assembly, f, 'bool')
}

function combine(assembly: Assembly, f: Binary, element: ElementType): void {
  const a = assembly.input(0)
  const b = assembly.input(1)
  if (a.element === 'string' || b.element === 'string') refuse(assembly, 'of text')
  const {
    dims,
    maps: [mapA, mapB],
  } = broadcast(assembly, [a, b])
  const out = assembly.output(0, element, dims)
  const { width } = out
  assembly.emit((rows) => {
    const left = numbersOf(a)
    const right = numbersOf(b)
    const target = numbersOf(out)
    for (let i = 0; i < rows; i++) {
      const fromA = i * a.region.buffer.stride + a.region.offset
      const fromB = i * b.region.buffer.stride + b.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < width; j++) target[to + j] = f(left[fromA + mapA![j]!]!, right[fromB + mapB![j]!]!)
    }
  })
}

/** Numbers or text. */
const equal: OperatorCompiler = (assembly) => {
  const a = assembly.input(0)
  const b = assembly.input(1)
  const {
    dims,
    maps: [mapA, mapB],
  } = broadcast(assembly, [a, b])
  const out = assembly.output(0, 'bool', dims)
  assembly.emit((rows) => {
    const left = a.region.buffer.data
    const right = b.region.buffer.data
    const target = numbersOf(out)
    for (let i = 0; i < rows; i++) {
      const fromA = i * a.region.buffer.stride + a.region.offset
      const fromB = i * b.region.buffer.stride + b.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < out.width; j++) target[to + j] = left[fromA + mapA![j]!] === right[fromB + mapB![j]!] ? 1 : 0
    }
  })
}

const where: OperatorCompiler = (assembly) => {
  const condition = assembly.input(0)
  const yes = assembly.input(1)
  const no = assembly.input(2)
  if (yes.element !== no.element) invalid(assembly, 'chooses between values of two types')
  const {
    dims,
    maps: [mapC, mapY, mapN],
  } = broadcast(assembly, [condition, yes, no])
  const out = assembly.output(0, yes.element, dims)
  const { width } = out
  const text = yes.element === 'string'
  assembly.emit((rows) => {
    const test = numbersOf(condition)
    for (let i = 0; i < rows; i++) {
      const fromC = i * condition.region.buffer.stride + condition.region.offset
      const fromY = i * yes.region.buffer.stride + yes.region.offset
      const fromN = i * no.region.buffer.stride + no.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      for (let j = 0; j < width; j++) {
        const chosen = test[fromC + mapC![j]!] === 0 ? no : yes
        const from = chosen === no ? fromN + mapN![j]! : fromY + mapY![j]!
        if (text) textOf(out)[to + j] = textOf(chosen)[from]!
        else numbersOf(out)[to + j] = numbersOf(chosen)[from]!
      }
    }
  })
}

/** Bounds as inputs (opset 11 on) or attributes. */
const clip: OperatorCompiler = (assembly) => {
  const bound = (index: number, name: string, otherwise: number): number => {
    if (!assembly.has(index)) return attribute(assembly, name, 'float') ?? otherwise
    const slot = assembly.input(index)
    if (slot.batch) refuse(assembly, 'with bounds that are not constant')
    return numbersOf(slot)[slot.region.offset]!
  }
  const low = bound(1, 'min', -Infinity)
  const high = bound(2, 'max', Infinity)
  unary((x) => Math.min(Math.max(x, low), high), undefined)(assembly)
}
