// MatMul, Gemm, LinearRegressor and LinearClassifier: sums in float64, rounded once where the graph says float.
import {
  type Assembly,
  attribute,
  constantNumbers,
  invalid,
  mapRows,
  type OperatorCompiler,
  refuse,
} from '../assembly.ts'
import { classLabels, postTransform, writeBinary } from '../post-transform.ts'
import { numbersOf, type Slot, textOf } from '../slot.ts'

/** `weights` is [outputs × inputs], row-major; each output gets `bias[k]`. */
function affine(assembly: Assembly, x: Slot, out: Slot, weights: Float64Array, bias: Float64Array): void {
  const outputs = bias.length
  const { width } = x
  if (weights.length !== outputs * width) invalid(assembly, `wants ${weights.length / outputs} columns, gets ${width}`)
  mapRows(assembly, x, out, (source, from, target, to) => {
    for (let k = 0; k < outputs; k++) {
      let sum = 0
      const row = k * width
      for (let j = 0; j < width; j++) sum += source[from + j]! * weights[row + j]!
      target[to + k] = sum + bias[k]!
    }
  })
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns)
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) result[c * rows + r] = values[r * columns + c]!
  return result
}

export const matMul: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const weights = assembly.input(1)
  if (x.dims.length !== 2 || x.dims[1] !== x.width || weights.batch || weights.dims.length !== 2)
    refuse(assembly, 'of these shapes')
  const [inputs, outputs] = weights.dims as [number, number]
  const out = assembly.output(0, x.element, [x.dims[0]!, outputs])
  affine(assembly, x, out, transposed(constantNumbers(assembly, 1), inputs, outputs), new Float64Array(outputs))
}

export const gemm: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const weights = assembly.input(1)
  const flag = (name: string) => attribute(assembly, name, 'int') === 1
  const shapes = x.dims.length === 2 && x.dims[1] === x.width && !weights.batch && weights.dims.length === 2
  if (!shapes || flag('transA')) refuse(assembly, 'of these shapes')
  const [first, second] = weights.dims as [number, number]
  const values = constantNumbers(assembly, 1)
  const outputs = flag('transB') ? first : second
  const alpha = attribute(assembly, 'alpha', 'float') ?? 1
  const beta = attribute(assembly, 'beta', 'float') ?? 1
  const given = assembly.has(2) ? constantNumbers(assembly, 2) : [0]
  if (given.length !== 1 && given.length !== outputs) refuse(assembly, 'with a bias of this shape')
  const out = assembly.output(0, x.element, [x.dims[0]!, outputs])
  const bias = Float64Array.from({ length: outputs }, (_, k) => beta * given[given.length === 1 ? 0 : k]!)
  const rows = flag('transB') ? Float64Array.from(values) : transposed(values, first, second)
  affine(
    assembly,
    x,
    out,
    rows.map((weight) => alpha * weight),
    bias,
  )
}

function coefficients(assembly: Assembly, x: Slot): { weights: Float64Array; bias: Float64Array } {
  const weights = attribute(assembly, 'coefficients', 'floats') ?? new Float64Array()
  assembly.spend('run', weights.length)
  const outputs = weights.length / x.width
  if (!Number.isInteger(outputs) || outputs === 0) invalid(assembly, 'has coefficients of a wrong number')
  const bias = attribute(assembly, 'intercepts', 'floats') ?? new Float64Array(outputs)
  if (bias.length !== outputs) invalid(assembly, 'has intercepts of a wrong number')
  return { weights, bias }
}

export const linearRegressor: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const { weights, bias } = coefficients(assembly, x)
  const transform = postTransform(assembly)
  const out = assembly.output(0, 'float', [-1, bias.length])
  affine(assembly, x, out, weights, bias)
  assembly.emit((rows) => {
    for (let i = 0; i < rows; i++)
      transform(numbersOf(out), i * out.region.buffer.stride + out.region.offset, bias.length)
  })
}

export const linearClassifier: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const labels = classLabels(assembly)
  const { weights, bias } = coefficients(assembly, x)
  const transform = postTransform(assembly)
  const text = typeof labels[0] === 'string'
  const label = assembly.output(0, text ? 'string' : 'int64', [-1])
  const single = bias.length === 1 && labels.length === 2
  if (!single && bias.length !== labels.length) invalid(assembly, 'has another number of classes than of coefficients')
  const out = assembly.output(1, 'float', [-1, labels.length])
  const second = attribute(assembly, 'post_transform', 'string') === 'LOGISTIC' ? 'logistic' : 'mirrored'
  const raw = new Float64Array(bias.length)
  assembly.emit((rows) => {
    const source = numbersOf(x)
    const target = numbersOf(out)
    for (let i = 0; i < rows; i++) {
      const from = i * x.region.buffer.stride + x.region.offset
      const to = i * out.region.buffer.stride + out.region.offset
      let best = 0
      for (let k = 0; k < raw.length; k++) {
        let sum = bias[k]!
        for (let j = 0; j < x.width; j++) sum += source[from + j]! * weights[k * x.width + j]!
        raw[k] = sum
        if (sum > raw[best]!) best = k
      }
      if (single) best = writeBinary(target, to, raw[0]!, second) ? 1 : 0
      else {
        for (let k = 0; k < raw.length; k++) target[to + k] = raw[k]!
        transform(target, to, raw.length)
      }
      const at = i * label.region.buffer.stride + label.region.offset
      if (text) textOf(label)[at] = labels[best] as string
      else numbersOf(label)[at] = labels[best] as number
    }
  })
}
