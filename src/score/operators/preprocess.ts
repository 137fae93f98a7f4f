// ai.onnx.ml operators on a row of numbers: Imputer, Scaler, Normalizer, Binarizer. All but Imputer answer in float32.
import { attribute, invalid, mapRows, type OperatorCompiler, refuse } from '../assembly.ts'

const { fround } = Math

export const imputer: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const fills =
    attribute(assembly, 'imputed_value_floats', 'floats') ?? attribute(assembly, 'imputed_value_int64s', 'ints') ?? []
  const missing =
    attribute(assembly, 'replaced_value_float', 'float') ?? attribute(assembly, 'replaced_value_int64', 'int') ?? 0
  if (fills.length !== 1 && fills.length !== x.width) invalid(assembly, 'has fills for another number of columns')
  if (x.element === 'string') refuse(assembly, 'of text')
  const out = assembly.output(0, x.element, x.dims)
  mapRows(assembly, x, out, (source, from, target, to) => {
    for (let j = 0; j < x.width; j++) {
      const value = source[from + j]!
      const replace = value === missing || (Number.isNaN(value) && Number.isNaN(missing))
      target[to + j] = replace ? fills[fills.length === 1 ? 0 : j]! : value
    }
  })
}

export const scaler: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const spread = (name: string, otherwise: number) => {
    const values = attribute(assembly, name, 'floats') ?? [otherwise]
    if (values.length !== 1 && values.length !== x.width) invalid(assembly, `has ${values.length} of ${name}`)
    return Float32Array.from({ length: x.width }, (_, j) => values[values.length === 1 ? 0 : j]!)
  }
  const offset = spread('offset', 0)
  const scale = spread('scale', 1)
  if (x.element === 'string') refuse(assembly, 'of text')
  const out = assembly.output(0, 'float', x.dims)
  mapRows(assembly, x, out, (source, from, target, to) => {
    for (let j = 0; j < x.width; j++) target[to + j] = fround(fround(source[from + j]!) - offset[j]!) * scale[j]!
  })
}

/** A row of zeros stays as it is. */
export const normalizer: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const norm = attribute(assembly, 'norm', 'string') ?? 'MAX'
  if (norm !== 'MAX' && norm !== 'L1' && norm !== 'L2') invalid(assembly, `has an unknown norm '${norm}'`)
  const out = assembly.output(0, 'float', x.dims)
  mapRows(assembly, x, out, (source, from, target, to) => {
    let size = norm === 'MAX' ? -Infinity : 0
    for (let j = 0; j < x.width; j++) {
      const value = source[from + j]!
      if (norm === 'MAX') size = Math.max(size, value)
      else size += norm === 'L1' ? Math.abs(value) : value * value
    }
    const divisor = size === 0 ? 1 : norm === 'L2' ? Math.sqrt(size) : size
    for (let j = 0; j < x.width; j++) target[to + j] = source[from + j]! / divisor
  })
}

export const binarizer: OperatorCompiler = (assembly) => {
  const x = assembly.input(0)
  const threshold = attribute(assembly, 'threshold', 'float') ?? 0
  const out = assembly.output(0, x.element, x.dims)
  mapRows(assembly, x, out, (source, from, target, to) => {
    for (let j = 0; j < x.width; j++) target[to + j] = source[from + j]! > threshold ? 1 : 0
  })
}
