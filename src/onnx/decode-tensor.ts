import { AppError } from '../core/index.ts'
import { ELEMENT_CODES, type ElementType, type OnnxTensor } from './onnx-model.ts'
import { NumberList, TextList, WireReader } from './wire-reader.ts'

const EXTERNAL = 1
/** More dimensions than any tensor has. */
const MAX_RANK = 32

/** The element type of a number in TensorProto.DataType; undefined = one that tabular graphs do not use. */
export function elementOf(code: number): ElementType | undefined {
  for (const [element, known] of Object.entries(ELEMENT_CODES)) if (known === code) return element as ElementType
  return undefined
}

/** A TensorProto with its name. @throws MODEL_INVALID */
export function decodeTensor(bytes: Uint8Array): { readonly name: string; readonly tensor: OnnxTensor } {
  const reader = new WireReader(bytes)
  const dimensions = new NumberList()
  const lists = { float: new NumberList(), int32: new NumberList(), int64: new NumberList(), double: new NumberList() }
  const texts = new TextList()
  let name = ''
  let code = 0
  let raw: Uint8Array = new Uint8Array()
  let external = false
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) reader.intsInto(dimensions)
    else if (field === 2) code = reader.int()
    else if (field === 4) reader.floatsInto(lists.float)
    else if (field === 5) reader.intsInto(lists.int32)
    else if (field === 6) texts.push(reader.bytes())
    else if (field === 7) reader.intsInto(lists.int64)
    else if (field === 8) name = reader.text()
    else if (field === 9) raw = reader.bytes()
    else if (field === 10) reader.doublesInto(lists.double)
    else if (field === 14) external ||= reader.int() === EXTERNAL
    else {
      external ||= field === 13
      reader.skip()
    }
  }
  const where = `tensor '${name}'`
  if (external) {
    throw new AppError('MODEL_INVALID', 'the graph keeps data in files beside it', {
      where,
      fix: 'Save the model as one file (save_as_external_data=False)',
    })
  }
  const element = elementOf(code)
  if (element === undefined) {
    throw new AppError('MODEL_INVALID', `element type ${code} is not supported`, { where })
  }
  const dims = [...dimensions.finish()]
  const size = dims.reduce((product, dim) => product * dim, 1)
  if (dims.length > MAX_RANK || dims.some((dim) => dim < 0) || !Number.isSafeInteger(size)) {
    throw new AppError('MODEL_INVALID', `impossible shape [${dims.slice(0, 8).join(', ')}]`, { where })
  }
  const values =
    element === 'string'
      ? texts.values
      : raw.length > 0
        ? rawNumbers(raw, element)
        : lists[element === 'bool' ? 'int32' : element].finish()
  if (values.length !== size) {
    throw new AppError('MODEL_INVALID', `shape [${dims.join(', ')}] wants ${size} values, found ${values.length}`, {
      where,
    })
  }
  return { name, tensor: { element, dims, values } as OnnxTensor }
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
