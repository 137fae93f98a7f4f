// Rows become tensors, tensors become outputs.
import { AppError } from '../../core/index.ts'
import type { EngineOutput, GraphInput, InputBatch } from '../../score/index.ts'

/** Element types as ONNX Runtime names them. 64-bit integers travel as BigInt64Array, booleans as bytes. */
export type EngineTensor =
  | { readonly type: 'string'; readonly data: readonly string[]; readonly dims: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: 'float64'; readonly data: Float64Array; readonly dims: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly dims: readonly number[] }
  | { readonly type: 'int32'; readonly data: Int32Array; readonly dims: readonly number[] }
  | { readonly type: 'bool'; readonly data: Uint8Array; readonly dims: readonly number[] }

/** By name of the graph's input or output. */
export type Tensors = Readonly<Record<string, EngineTensor>>

/** A tensor for each input. @throws MODEL_INPUT_INVALID for a gap or a fraction in one of integers */
export function feedsOf(inputs: readonly GraphInput[], { rows, columns }: InputBatch): Tensors {
  let next = 0
  return Object.fromEntries(
    inputs.map((input) => [input.name, tensorOf(input, columns.slice(next, (next += input.width)), rows)]),
  )
}

function tensorOf(
  { name, element, width, flat }: GraphInput,
  columns: InputBatch['columns'],
  rows: number,
): EngineTensor {
  const dims = flat ? [rows] : [rows, width]
  const cells = Array.from({ length: rows * width }, (_, i) => columns[i % width]![Math.floor(i / width)]!)
  if (element === 'string') return { type: 'string', data: cells as string[], dims }
  const numbers = cells as number[]
  if (element === 'float') return { type: 'float32', data: Float32Array.from(numbers), dims }
  if (element === 'double') return { type: 'float64', data: Float64Array.from(numbers), dims }
  const odd = numbers.findIndex((value) => !Number.isInteger(value))
  if (odd >= 0) {
    throw new AppError('MODEL_INPUT_INVALID', `${numbers[odd]} is not an integer`, {
      where: `row ${Math.floor(odd / width) + 1} of '${name}'`,
      fix: 'Send whole numbers; this input cannot be missing',
    })
  }
  if (element === 'int64') return { type: 'int64', data: BigInt64Array.from(numbers, BigInt), dims }
  if (element === 'int32') return { type: 'int32', data: Int32Array.from(numbers), dims }
  return { type: 'bool', data: Uint8Array.from(numbers), dims }
}

export function outputsOf(tensors: Tensors, rows: number): Map<string, EngineOutput> {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, outputOf(tensor, rows)]))
}

function outputOf({ type, data, dims }: EngineTensor, rows: number): EngineOutput {
  const width = data.length / rows
  const isText = type === 'string'
  const values = isText || type === 'float32' || type === 'float64' ? data : Float64Array.from(data, Number)
  return { data: values, isText, dims, width, stride: width, offset: 0 }
}
