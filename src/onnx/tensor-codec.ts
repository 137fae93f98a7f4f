// Tensors between their protobuf message and typed data.
import { AppError } from '../core/index.ts'
import { ELEMENT_CODES, type ElementType, type OnnxTensor } from './onnx-model.ts'
import type { TensorProto } from './proto/onnx_pb.ts'

const EXTERNAL = 1
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The element type of a number in TensorProto.DataType; undefined = one that tabular graphs do not use. */
export function elementOf(code: number): ElementType | undefined {
  for (const [element, known] of Object.entries(ELEMENT_CODES)) if (known === code) return element as ElementType
  return undefined
}

/** @throws MODEL_INVALID */
export function decodeTensor(proto: TensorProto): OnnxTensor {
  const where = `tensor '${proto.name}'`
  if (proto.dataLocation === EXTERNAL || proto.externalData.length > 0) {
    throw new AppError('MODEL_INVALID', 'the graph keeps data in files beside it', {
      where,
      fix: 'Save the model as one file (save_as_external_data=False)',
    })
  }
  const element = elementOf(proto.dataType)
  if (element === undefined) {
    throw new AppError('MODEL_INVALID', `element type ${proto.dataType} is not supported`, { where })
  }
  const dims = proto.dims.map(Number)
  const size = dims.reduce((product, dim) => product * dim, 1)
  if (dims.some((dim) => dim < 0) || !Number.isSafeInteger(size)) {
    throw new AppError('MODEL_INVALID', `impossible shape [${dims.join(', ')}]`, { where })
  }
  const values = element === 'string' ? proto.stringData.map((bytes) => utf8.decode(bytes)) : numbers(proto, element)
  if (values.length !== size) {
    throw new AppError('MODEL_INVALID', `shape [${dims.join(', ')}] wants ${size} values, found ${values.length}`, {
      where,
    })
  }
  return { element, dims, values } as OnnxTensor
}

function numbers(proto: TensorProto, element: Exclude<ElementType, 'string'>): Float64Array {
  if (proto.rawData.length > 0) return rawNumbers(proto.rawData, element)
  switch (element) {
    case 'float':
      return Float64Array.from(proto.floatData)
    case 'double':
      return Float64Array.from(proto.doubleData)
    case 'int64':
      return Float64Array.from(proto.int64Data, Number)
    case 'int32':
    case 'bool':
      return Float64Array.from(proto.int32Data)
  }
}

const WIDTH = { float: 4, double: 8, int64: 8, int32: 4, bool: 1 } as const

function rawNumbers(raw: Uint8Array, element: Exclude<ElementType, 'string'>): Float64Array {
  const width = WIDTH[element]
  if (raw.length % width !== 0) throw new AppError('MODEL_INVALID', `raw data of ${raw.length} bytes is cut off`)
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const values = new Float64Array(raw.length / width)
  for (let i = 0; i < values.length; i++) {
    const at = i * width
    if (element === 'float') values[i] = view.getFloat32(at, true)
    else if (element === 'double') values[i] = view.getFloat64(at, true)
    else if (element === 'int64') values[i] = Number(view.getBigInt64(at, true))
    else if (element === 'int32') values[i] = view.getInt32(at, true)
    else values[i] = view.getUint8(at)
  }
  return values
}
