// A graph that reads its rows as one matrix, as scikit-learn exports them, made to read named columns.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { AppError } from '../core/index.ts'
import { ELEMENT_CODES, type ElementType } from './onnx-model.ts'
import {
  AttributeProtoSchema,
  type GraphProto,
  ModelProtoSchema,
  NodeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './proto/onnx_pb.ts'

/** What a column is declared as; a narrower number is cast to, because tables have no other. */
const COLUMN_ELEMENTS: Readonly<Record<number, ElementType>> = {
  [ELEMENT_CODES.float]: 'double',
  [ELEMENT_CODES.double]: 'double',
  [ELEMENT_CODES.int32]: 'int64',
  [ELEMENT_CODES.int64]: 'int64',
  [ELEMENT_CODES.string]: 'string',
  [ELEMENT_CODES.bool]: 'bool',
}

/**
 * The same graph with an input [N, 1] for each column of its inputs [N, k], called `names` in order; inputs of one column
 * keep their name and take none. @throws MODEL_INVALID where the names do not fit
 */
export function withNamedInputs(graph: Uint8Array, names: readonly string[]): Uint8Array {
  const model = fromBinary(ModelProtoSchema, graph)
  if (model.graph === undefined) return graph
  const taken = valueNames(model.graph)
  const clash = names.find((name) => taken.has(name))
  if (clash !== undefined) throw nameTaken(clash)
  for (const name of names) taken.add(name)
  const left = [...names]
  const nodes: ReturnType<typeof columnNodes> = []
  const constants = new Set(model.graph.initializer.map(({ name }) => name))
  model.graph.input = model.graph.input.flatMap((input) => {
    const width = widthOf(input)
    if (width < 2 || constants.has(input.name)) return [input]
    const columns = left.splice(0, width)
    if (columns.length < width) throw wrongCount(names.length)
    nodes.push(...columnNodes(input, columns, taken))
    return columns.map((name) => columnInput(name, elementOf(input)))
  })
  if (left.length > 0) throw wrongCount(names.length)
  model.graph.node.unshift(...nodes)
  return toBinary(ModelProtoSchema, model)
}

/** The same graph with inputs of one column called otherwise: old name → new name. @throws MODEL_INVALID where the graph uses a new name inside */
export function withRenamedInputs(graph: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const model = fromBinary(ModelProtoSchema, graph)
  if (model.graph === undefined) return graph
  const taken = valueNames(model.graph)
  for (const input of model.graph.input) {
    const name = names.get(input.name)
    if (name === undefined) continue
    if (taken.has(name)) throw nameTaken(name)
    taken.add(name)
    const identity = { opType: 'Identity', name: `${name}_as_${input.name}`, input: [name], output: [input.name] }
    model.graph.node.unshift(create(NodeProtoSchema, identity))
    input.name = name
  }
  return toBinary(ModelProtoSchema, model)
}

function nameTaken(name: string): AppError {
  return new AppError('MODEL_INVALID', `the graph uses the name '${name}' inside, so no column can be called so`, {
    fix: 'Rename the column, or export the model with named inputs',
  })
}

function wrongCount(count: number): AppError {
  return new AppError('MODEL_INVALID', `${count} names do not fit the columns that the graph reads`)
}

function valueNames(graph: GraphProto): Set<string> {
  return new Set([
    ...graph.node.flatMap(({ input, output }) => [...input, ...output]),
    ...[...graph.input, ...graph.output, ...graph.initializer].map(({ name }) => name),
  ])
}

function tensorOf({ type }: ValueInfoProto) {
  return type?.value.case === 'tensorType' ? type.value.value : undefined
}

function widthOf(input: ValueInfoProto): number {
  const dim = tensorOf(input)?.shape?.dim[1]?.value
  return dim?.case === 'dimValue' ? Number(dim.value) : 1
}

const elementOf = (input: ValueInfoProto): number => tensorOf(input)?.elemType ?? 0

function columnInput(name: string, element: number): ValueInfoProto {
  const column = COLUMN_ELEMENTS[element]
  if (column === undefined) throw new AppError('MODEL_INVALID', `the graph reads values of type ${element}`)
  const dim = [
    { value: { case: 'dimParam' as const, value: 'rows' } },
    { value: { case: 'dimValue' as const, value: 1n } },
  ]
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType: ELEMENT_CODES[column], shape: { dim } } } },
  })
}

const attribute = (name: string, value: number) => [create(AttributeProtoSchema, { name, type: 2, i: BigInt(value) })]

/** Columns side by side under the name of the matrix that the graph reads. */
function columnNodes(input: ValueInfoProto, columns: readonly string[], taken: Set<string>) {
  const fresh = (wish: string): string => {
    let name = wish
    while (taken.has(name)) name = `${name}_`
    taken.add(name)
    return name
  }
  const element = elementOf(input)
  const joined = fresh(`${input.name}_columns`)
  return [
    create(NodeProtoSchema, {
      opType: 'Concat',
      name: joined,
      input: [...columns],
      output: [joined],
      attribute: attribute('axis', 1),
    }),
    create(NodeProtoSchema, {
      opType: 'Cast',
      name: fresh(`${input.name}_cast`),
      input: [joined],
      output: [input.name],
      attribute: attribute('to', element),
    }),
  ]
}
