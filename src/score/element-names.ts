import type { ElementType } from '../onnx/index.ts'

/** Element types by their number in TensorProto.DataType, as Cast names them. */
export const ELEMENT_NAMES: ReadonlyMap<number, ElementType> = new Map([
  [1, 'float'],
  [6, 'int32'],
  [7, 'int64'],
  [8, 'string'],
  [9, 'bool'],
  [11, 'double'],
])
