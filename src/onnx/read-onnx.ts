import { AppError, isAppError } from '../core/index.ts'
import { checkGraph } from './check-graph.ts'
import { decodeNode, plainDomain } from './decode-node.ts'
import { decodeTensor, elementOf } from './decode-tensor.ts'
import { createNodeCount } from './graph-limits.ts'
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './onnx-model.ts'
import { WireReader } from './wire-reader.ts'

/**
 * A graph as typed data, checked: every value is made once and before it is read, every tensor has the size its shape says,
 * every operator belongs to a set that the model imports. @throws MODEL_INVALID, MODEL_TOO_COSTLY
 */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  try {
    return decodeModel(bytes)
  } catch (error) {
    if (isAppError(error)) throw error
    throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be read as ONNX', {
      fix: 'Export or download the model again',
      cause: error,
    })
  }
}

function decodeModel(bytes: Uint8Array): OnnxModel {
  const reader = new WireReader(bytes)
  const opsets: (readonly [domain: string, version: number])[] = []
  const metadata = new Map<string, string>()
  let producer = ''
  let graph: Graph | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) producer = reader.text()
    else if (field === 7) {
      if (graph !== undefined) throw new AppError('MODEL_INVALID', 'the file holds two graphs')
      graph = decodeGraph(reader.bytes())
    } else if (field === 8) {
      const { text, int } = decodePair(reader.bytes())
      opsets.push([plainDomain(text), int])
    } else if (field === 14) {
      const { text, second } = decodePair(reader.bytes())
      metadata.set(text, second)
    } else reader.skip()
  }
  if (graph === undefined || graph.outputs.length === 0 || opsets.length === 0) {
    throw new AppError('MODEL_INVALID', 'the file is not an ONNX model: it has no graph, outputs or operator set', {
      fix: 'Give a file written by an ONNX exporter',
    })
  }
  return checkGraph({ producer, opsets, metadata, ...graph })
}

interface Graph {
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly { readonly name: string; readonly tensor: OnnxTensor }[]
}

function decodeGraph(bytes: Uint8Array): Graph {
  const reader = new WireReader(bytes)
  const count = createNodeCount()
  const inputs: OnnxValue[] = []
  const outputs: OnnxValue[] = []
  const nodes: OnnxNode[] = []
  const initializers: { name: string; tensor: OnnxTensor }[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) nodes.push(decodeNode(reader.bytes(), count))
    else if (field === 5) {
      count.add()
      initializers.push(decodeTensor(reader.bytes()))
    } else if (field === 11 || field === 12) {
      count.add()
      const list = field === 11 ? inputs : outputs
      list.push(decodeValue(reader.bytes()))
    } else reader.skip()
  }
  return { inputs, outputs, nodes, initializers }
}

/** OperatorSetIdProto and StringStringEntryProto: text, and an integer or text. */
function decodePair(bytes: Uint8Array): { text: string; int: number; second: string } {
  const reader = new WireReader(bytes)
  const pair = { text: '', int: 0, second: '' }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) pair.text = reader.text()
    else if (field === 2 && reader.isText) pair.second = reader.text()
    else if (field === 2) pair.int = reader.int()
    else reader.skip()
  }
  return pair
}

function decodeValue(bytes: Uint8Array): OnnxValue {
  const reader = new WireReader(bytes)
  let name = ''
  let value: Pick<OnnxValue, 'type' | 'dims'> = { type: undefined, dims: undefined }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text()
    else if (field === 2) value = decodeType(reader.bytes())
    else reader.skip()
  }
  return { name, ...value }
}

/** TypeProto: a tensor, or a sequence of maps. */
function decodeType(bytes: Uint8Array): Pick<OnnxValue, 'type' | 'dims'> {
  const tensor = messageAt(bytes, 1)
  if (tensor !== undefined) {
    const element = elementOf(intAt(tensor, 1) ?? 0)
    const shape = messageAt(tensor, 2)
    return { type: element && { kind: 'tensor', element }, dims: shape && decodeShape(shape) }
  }
  const sequence = messageAt(bytes, 4)
  const item = sequence && messageAt(sequence, 1)
  return { type: item && messageAt(item, 5) ? { kind: 'maps' } : undefined, dims: undefined }
}

function decodeShape(bytes: Uint8Array): readonly number[] {
  const reader = new WireReader(bytes)
  const dims: number[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) dims.push(intAt(reader.bytes(), 1) ?? -1)
    else reader.skip()
  }
  return dims
}

function messageAt(bytes: Uint8Array, wanted: number): Uint8Array | undefined {
  const reader = new WireReader(bytes)
  let found: Uint8Array | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === wanted) found = reader.bytes()
    else reader.skip()
  }
  return found
}

function intAt(bytes: Uint8Array, wanted: number): number | undefined {
  const reader = new WireReader(bytes)
  let found: number | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === wanted) found = reader.int()
    else reader.skip()
  }
  return found
}
