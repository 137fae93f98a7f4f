// A graph as typed data: what `readOnnx` gives and the scorer compiles.

/** Element types of tabular graphs under ONNX's names. */
export type ElementType = 'float' | 'double' | 'int64' | 'int32' | 'bool' | 'string'

/** ONNX's numbers of the element types (TensorProto.DataType). */
export const ELEMENT_CODES = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, double: 11 } as const satisfies Record<
  ElementType,
  number
>

/** Numbers of every type as float64: exact but for 64-bit integers beyond 2^53. */
export type TensorValues =
  | { readonly element: Exclude<ElementType, 'string'>; readonly values: Float64Array }
  | { readonly element: 'string'; readonly values: readonly string[] }

export type OnnxTensor = TensorValues & { readonly dims: readonly number[] }

export type OnnxAttribute =
  | { readonly kind: 'float' | 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'floats' | 'ints'; readonly value: Float64Array }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'other' }

export interface OnnxNode {
  /** Operator, with its domain unless it is the plain one: `Add`, `ai.onnx.ml.Scaler`. */
  readonly operator: string
  /** '' is the plain one. */
  readonly domain: string
  /** The node's own, or that of its first output. */
  readonly name: string
  /** Names of values; '' where an optional one is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, OnnxAttribute>
}

export interface OnnxValue {
  readonly name: string
  /** undefined = neither a tensor nor a sequence of maps (ZipMap), or of an element type that tabular graphs do not use. */
  readonly type: { readonly kind: 'tensor'; readonly element: ElementType } | { readonly kind: 'maps' } | undefined
  /** -1 = any; undefined = the rank is not declared. */
  readonly dims: readonly number[] | undefined
}

export interface OnnxModel {
  readonly producer: string
  /** Version by domain; '' is the plain one. */
  readonly opsets: ReadonlyMap<string, number>
  readonly metadata: ReadonlyMap<string, string>
  /** Without those that have an initial value. */
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  /** In an order in which every value is made before it is read. */
  readonly nodes: readonly OnnxNode[]
  readonly constants: ReadonlyMap<string, OnnxTensor>
}
