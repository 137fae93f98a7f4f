// The rules of the format that every engine holds a graph to.
import { AppError } from '../core/index.ts'
import { checkColumns } from './graph-limits.ts'
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './onnx-model.ts'

export interface UncheckedModel extends Pick<OnnxModel, 'producer' | 'metadata' | 'inputs' | 'outputs' | 'nodes'> {
  readonly opsets: readonly (readonly [domain: string, version: number])[]
  readonly initializers: readonly { readonly name: string; readonly tensor: OnnxTensor }[]
}

/** @throws MODEL_INVALID, MODEL_TOO_COSTLY */
export function checkGraph({ initializers, ...graph }: UncheckedModel): OnnxModel {
  const opsets = checkOpsets(graph.opsets)
  const constants = new Map<string, OnnxTensor>()
  for (const { name, tensor } of initializers) {
    if (constants.has(name)) throw new AppError('MODEL_INVALID', `two constants are named '${name}'`)
    constants.set(name, tensor)
  }
  checkNames(graph.inputs, 'inputs')
  checkNames(graph.outputs, 'outputs')
  // A constant may be listed among the inputs too: as its default.
  const inputs = graph.inputs.filter((input) => !constants.has(input.name))
  checkColumns(inputs)
  checkOrder(graph.outputs, graph.nodes, inputs, constants)
  for (const node of graph.nodes) {
    if (!opsets.has(node.domain)) {
      throw new AppError('MODEL_INVALID', `the model imports no operator set '${node.domain || 'ai.onnx'}'`, {
        where: whereOf(node),
      })
    }
  }
  return { ...graph, opsets, inputs, constants }
}

function checkOpsets(list: UncheckedModel['opsets']): Map<string, number> {
  const opsets = new Map<string, number>()
  for (const [domain, version] of list) {
    const name = `operator set '${domain || 'ai.onnx'}'`
    if (opsets.has(domain)) throw new AppError('MODEL_INVALID', `the model imports ${name} twice`)
    if (!(version >= 1)) throw new AppError('MODEL_INVALID', `${name} has no version ${version}`)
    opsets.set(domain, version)
  }
  return opsets
}

function checkNames(values: readonly OnnxValue[], kind: 'inputs' | 'outputs'): void {
  const names = new Set<string>()
  for (const { name } of values) {
    if (name === '') throw new AppError('MODEL_INVALID', `one of the graph's ${kind} has no name`)
    if (names.has(name)) throw new AppError('MODEL_INVALID', `two ${kind} are named '${name}'`)
    names.add(name)
  }
}

function checkOrder(
  outputs: readonly OnnxValue[],
  nodes: readonly OnnxNode[],
  inputs: readonly OnnxValue[],
  constants: ReadonlyMap<string, OnnxTensor>,
): void {
  const made = new Set<string>(['', ...inputs.map((input) => input.name), ...constants.keys()])
  for (const node of nodes) {
    const missing = node.inputs.find((name) => !made.has(name))
    if (missing !== undefined) {
      throw new AppError('MODEL_INVALID', `it reads '${missing}', which nothing before it makes`, {
        where: whereOf(node),
      })
    }
    for (const name of node.outputs) {
      if (name !== '' && made.has(name)) throw new AppError('MODEL_INVALID', `two values are named '${name}'`)
      made.add(name)
    }
  }
  const lost = outputs.find((output) => !made.has(output.name))
  if (lost !== undefined) throw new AppError('MODEL_INVALID', `nothing makes the output '${lost.name}'`)
}

function whereOf({ name, operator }: OnnxNode): string {
  return `node '${name}' (${operator})`
}
