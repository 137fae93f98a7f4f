import { fromBinary } from '@bufbuild/protobuf'
import { AppError, isAppError } from '../core/index.ts'
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './onnx-model.ts'
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  type TypeProto,
  type ValueInfoProto,
} from './proto/onnx_pb.ts'
import { decodeTensor, elementOf } from './tensor-codec.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** A graph as typed data, checked: every value is made before it is read, every tensor has the size its shape says. @throws MODEL_INVALID */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  try {
    return decodeModel(fromBinary(ModelProtoSchema, bytes))
  } catch (error) {
    if (isAppError(error)) throw error
    throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be read as ONNX', {
      fix: 'Export or download the model again',
      cause: error,
    })
  }
}

function decodeModel(proto: ModelProto): OnnxModel {
  const { graph } = proto
  if (graph === undefined || graph.output.length === 0 || proto.opsetImport.length === 0) {
    throw new AppError('MODEL_INVALID', 'the file is not an ONNX model: it has no graph, outputs or operator set', {
      fix: 'Give a file written by an ONNX exporter',
    })
  }
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, decodeTensor(tensor)]))
  const inputs = graph.input.filter((input) => !constants.has(input.name)).map(decodeValue)
  const nodes = graph.node.map(decodeNode)
  checkOrder(graph, nodes, inputs, constants)
  return {
    producer: proto.producerName,
    opsets: new Map(proto.opsetImport.map(({ domain, version }) => [plainDomain(domain), Number(version)])),
    metadata: new Map(proto.metadataProps.map(({ key, value }) => [key, value])),
    inputs,
    outputs: graph.output.map(decodeValue),
    nodes,
    constants,
  }
}

function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain
}

function decodeNode(proto: NodeProto): OnnxNode {
  const domain = plainDomain(proto.domain)
  return {
    operator: domain === '' ? proto.opType : `${domain}.${proto.opType}`,
    name: proto.name,
    inputs: proto.input,
    outputs: proto.output,
    attributes: new Map(proto.attribute.map((attribute) => [attribute.name, decodeAttribute(attribute)])),
  }
}

function decodeAttribute(proto: AttributeProto): OnnxAttribute {
  switch (proto.type) {
    case 1:
      return { kind: 'float', value: proto.f ?? 0 }
    case 2:
      return { kind: 'int', value: Number(proto.i ?? 0n) }
    case 3:
      return { kind: 'string', value: utf8.decode(proto.s ?? new Uint8Array()) }
    case 4:
      if (proto.t === undefined) {
        throw new AppError('MODEL_INVALID', `attribute '${proto.name}' has no tensor`)
      }
      return { kind: 'tensor', value: decodeTensor(proto.t) }
    case 6:
      return { kind: 'floats', value: proto.floats }
    case 7:
      return { kind: 'ints', value: proto.ints.map(Number) }
    case 8:
      return { kind: 'strings', value: proto.strings.map((bytes) => utf8.decode(bytes)) }
    default:
      return { kind: 'other' }
  }
}

function decodeValue(proto: ValueInfoProto): OnnxValue {
  const value = proto.type?.value
  if (value?.case === 'tensorType') {
    const element = elementOf(value.value.elemType)
    const dims = value.value.shape?.dim.map(({ value: dim }) => (dim.case === 'dimValue' ? Number(dim.value) : -1))
    return { name: proto.name, type: element && { kind: 'tensor', element }, dims }
  }
  return { name: proto.name, type: isMaps(proto.type) ? { kind: 'maps' } : undefined, dims: undefined }
}

function isMaps(type: TypeProto | undefined): boolean {
  return type?.value.case === 'sequenceType' && type.value.value.elemType?.value.case === 'mapType'
}

function checkOrder(
  graph: GraphProto,
  nodes: readonly OnnxNode[],
  inputs: readonly OnnxValue[],
  constants: ReadonlyMap<string, OnnxTensor>,
): void {
  const made = new Set<string>(['', ...inputs.map((input) => input.name), ...constants.keys()])
  for (const node of nodes) {
    const missing = node.inputs.find((name) => !made.has(name))
    if (missing !== undefined) {
      throw new AppError('MODEL_INVALID', `it reads '${missing}', which nothing before it makes`, {
        where: `node '${node.name}' (${node.operator})`,
      })
    }
    for (const name of node.outputs) {
      if (name !== '' && made.has(name)) throw new AppError('MODEL_INVALID', `two values are named '${name}'`)
      made.add(name)
    }
  }
  const lost = graph.output.find((output) => !made.has(output.name))
  if (lost !== undefined) throw new AppError('MODEL_INVALID', `nothing makes the output '${lost.name}'`)
}
