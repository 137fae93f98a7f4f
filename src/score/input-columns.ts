// A graph's inputs as raw columns: one each, or one for every feature of an input [N, k].
import type { InputColumn } from '../data/index.ts'
import type { ElementType, OnnxModel, OnnxValue } from '../onnx/index.ts'

const COLUMN_TYPES = {
  float: 'double',
  double: 'double',
  int64: 'long',
  int32: 'long',
  bool: 'boolean',
  string: 'string',
} as const satisfies Record<ElementType, InputColumn['type']>

export interface GraphInput {
  readonly name: string
  readonly element: ElementType
  /** Columns of the input; the shape is [N, width], or [N] where `flat`. */
  readonly width: number
  readonly flat: boolean
}

export function graphInputs(model: OnnxModel): GraphInput[] {
  return model.inputs.map(({ name, type, dims }: OnnxValue) => ({
    name,
    element: type?.kind === 'tensor' ? type.element : 'double',
    width: dims?.[1] ?? 1,
    flat: dims === undefined || dims.length < 2,
  }))
}

/** Columns of a wide input are called `x0`, `x1` …, as scikit-learn calls features without a name. */
export function inputColumns(inputs: readonly GraphInput[]): InputColumn[] {
  let unnamed = 0
  return inputs.flatMap(({ name, element, width }) => {
    const type = COLUMN_TYPES[element]
    return width === 1 ? [{ name, type }] : Array.from({ length: width }, () => ({ name: `x${unnamed++}`, type }))
  })
}
