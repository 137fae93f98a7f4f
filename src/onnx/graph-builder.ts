// Builds a graph node by node and hands out names that clash with nothing.
import { create, toBinary } from '@bufbuild/protobuf'
import { ELEMENT_CODES, type ElementType } from './onnx-model.ts'
import {
  type AttributeProto,
  AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './proto/onnx_pb.ts'

/** What every ONNX Runtime since 1.14 runs: IR 8, plain operators 17, ai.onnx.ml 3. */
const IR_VERSION = 8n
const PLAIN_OPSET = 17n
const ML_OPSET = 3n
const ML = 'ai.onnx.ml'

/** The name of a value in the graph. */
export type ValueName = string

/** `{ float: 1 }`, `{ ints: [1, 2] }` …: a value with its ONNX type. */
export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly floats: ArrayLike<number> }
  | { readonly ints: ArrayLike<number> }
  | { readonly strings: readonly string[] }

export type Attributes = Readonly<Record<string, Attribute>>

export interface GraphBuilder {
  /** Declares an input without a rank: [N] and [N, 1] both fit. */
  input(name: string, element: ElementType): ValueName
  /** A constant tensor; numbers are stored once per content. */
  constant(element: ElementType, dims: readonly number[], values: ArrayLike<number> | readonly string[]): ValueName
  /** A node of the plain operators; returns its first output. */
  add(operator: string, inputs: readonly ValueName[], attributes?: Attributes): ValueName
  /** A node of ai.onnx.ml. */
  addMl(operator: string, inputs: readonly ValueName[], attributes: Attributes): ValueName
  cast(value: ValueName, to: ElementType): ValueName
  reshape(value: ValueName, dims: readonly number[]): ValueName
  /** Names a value as an output of shape [N]. */
  output(name: string, value: ValueName, element: ElementType): void
  finish(metadata: Readonly<Record<string, string>>): Uint8Array
}

const encoder = new TextEncoder()

/** `reserved`: names the builder must not invent. */
export function createGraphBuilder(reserved: Iterable<string>): GraphBuilder {
  const taken = new Set(reserved)
  const nodes: NodeProto[] = []
  const initializers = new Map<string, TensorProto>()
  const inputs: ValueInfoProto[] = []
  const outputs: ValueInfoProto[] = []
  let count = 0

  const fresh = (prefix: string): string => {
    let name: string
    do name = `${prefix}_${count++}`
    while (taken.has(name))
    return name
  }
  const push = (
    domain: string,
    opType: string,
    input: readonly string[],
    attributes: Attributes,
    output = fresh(opType),
  ): string => {
    const attribute = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value))
    nodes.push(
      create(NodeProtoSchema, { domain, opType, name: output, input: [...input], output: [output], attribute }),
    )
    return output
  }
  const builder: GraphBuilder = {
    input(name, element) {
      inputs.push(declare(name, element, undefined))
      return name
    },
    constant(element, dims, values) {
      const key = JSON.stringify([element, dims, Array.from(values as ArrayLike<unknown>, String)])
      const known = initializers.get(key)
      if (known !== undefined) return known.name
      const name = fresh('constant')
      initializers.set(key, encodeTensor(name, element, dims, values))
      return name
    },
    add: (operator, inputs, attributes = {}) => push('', operator, inputs, attributes),
    addMl: (operator, inputs, attributes) => push(ML, operator, inputs, attributes),
    cast: (value, to) => push('', 'Cast', [value], { to: { int: ELEMENT_CODES[to] } }),
    reshape: (value, dims) => push('', 'Reshape', [value, builder.constant('int64', [dims.length], dims)], {}),
    output(name, value, element) {
      push('', 'Identity', [value], {}, name)
      outputs.push(declare(name, element, 'rows'))
    },
    finish(metadata) {
      return toBinary(
        ModelProtoSchema,
        create(ModelProtoSchema, {
          irVersion: IR_VERSION,
          producerName: 'modelwright',
          producerVersion: metadata['modelwright.version'] ?? '',
          opsetImport: [
            { domain: '', version: PLAIN_OPSET },
            { domain: ML, version: ML_OPSET },
          ],
          metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
          graph: {
            name: 'modelwright',
            node: nodes,
            initializer: [...initializers.values()],
            input: inputs,
            output: outputs,
          },
        }),
      )
    },
  }
  return builder
}

function declare(name: string, element: ElementType, batch: string | undefined): ValueInfoProto {
  const shape = batch === undefined ? {} : { shape: { dim: [{ value: { case: 'dimParam' as const, value: batch } }] } }
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: ELEMENT_CODES[element], ...shape } } },
  })
}

function encodeTensor(
  name: string,
  element: ElementType,
  dims: readonly number[],
  values: ArrayLike<number> | readonly string[],
): TensorProto {
  const tensor = create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: ELEMENT_CODES[element] })
  const numbers = values as ArrayLike<number>
  if (element === 'string') tensor.stringData = (values as readonly string[]).map((text) => encoder.encode(text))
  else if (element === 'int64') tensor.int64Data = Array.from(numbers, BigInt)
  else if (element === 'float') tensor.floatData = Array.from(numbers)
  else if (element === 'double') tensor.doubleData = Array.from(numbers)
  else tensor.int32Data = Array.from(numbers)
  return tensor
}

function encodeAttribute(name: string, value: Attribute): AttributeProto {
  if ('float' in value) return create(AttributeProtoSchema, { name, type: 1, f: value.float })
  if ('int' in value) return create(AttributeProtoSchema, { name, type: 2, i: BigInt(value.int) })
  if ('string' in value) return create(AttributeProtoSchema, { name, type: 3, s: encoder.encode(value.string) })
  if ('floats' in value) return create(AttributeProtoSchema, { name, type: 6, floats: Array.from(value.floats) })
  if ('ints' in value) return create(AttributeProtoSchema, { name, type: 7, ints: Array.from(value.ints, BigInt) })
  return create(AttributeProtoSchema, { name, type: 8, strings: value.strings.map((text) => encoder.encode(text)) })
}
