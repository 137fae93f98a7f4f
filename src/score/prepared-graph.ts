// The slow half of making a scorer: reading a graph and laying out its trees. Its result is plain data, so that another
// thread than the one that answers can do it.
import { AppError, isAppError } from '../core/index.ts'
import { type OnnxModel, type OnnxNode, readOnnx, withoutZipMaps } from '../onnx/index.ts'
import { compileGraph } from './compile-graph.ts'
import type { GraphLimits } from './graph-limits.ts'
import { type GraphInput, graphInputs } from './input-columns.ts'
import { answerOf, type ModelAnswer } from './model-answer.ts'
import type { TreeLayout } from './trees/laid-out-trees.ts'

/** What an error says; errors themselves do not pass between threads. */
export type ErrorFacts = Pick<AppError, 'code' | 'problem' | 'where' | 'fix' | 'details'>

export interface PreparedGraph {
  /** The file. ZipMap, which only renames, is taken out of one that another engine has to run. */
  readonly bytes: Uint8Array
  readonly inputs: readonly GraphInput[]
  /** Without the lists of the trees that are laid out. */
  readonly model: OnnxModel
  readonly answer: ModelAnswer
  /** By the first output of their node. */
  readonly layouts: ReadonlyMap<string, TreeLayout>
  /** Why another engine has to run it; undefined where the compiler knows it all. */
  readonly unsupported: ErrorFacts | undefined
}

/** Prepares a graph on another thread. @throws as `prepareGraph` */
export type GraphPreparation = (graph: Uint8Array, limits: GraphLimits) => Promise<PreparedGraph>

/** @throws MODEL_INVALID, MODEL_TOO_COSTLY */
export function prepareGraph(graph: Uint8Array, limits: GraphLimits): PreparedGraph {
  const read = readOnnx(graph)
  const { model, answer } = answerOf(read)
  const inputs = graphInputs(model)
  const layouts = new Map<string, TreeLayout>()
  try {
    compileGraph(model, { limits, layouts })
  } catch (error) {
    if (!isAppError(error)) {
      throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be compiled', { cause: error })
    }
    if (error.code !== 'MODEL_OPERATOR_UNSUPPORTED') throw error
    const zipped = read.nodes.some(({ operator }) => operator === 'ai.onnx.ml.ZipMap')
    return {
      bytes: zipped ? withoutZipMaps(graph) : graph,
      inputs,
      model: { ...model, nodes: [], constants: new Map() },
      answer,
      layouts: new Map(),
      unsupported: factsOf(error),
    }
  }
  return {
    bytes: graph,
    inputs,
    model: { ...model, nodes: model.nodes.map((node) => stripped(node, layouts)) },
    answer,
    layouts,
    unsupported: undefined,
  }
}

const LISTS = /^(nodes|target|class)_/

function stripped(node: OnnxNode, layouts: ReadonlyMap<string, TreeLayout>): OnnxNode {
  if (!layouts.has(node.outputs[0] ?? '')) return node
  return { ...node, attributes: new Map([...node.attributes].filter(([name]) => !LISTS.test(name))) }
}

export function factsOf({ code, problem, where, fix, details }: AppError): ErrorFacts {
  return { code, problem, where, fix, details }
}

export function errorOf({ code, problem, where, fix, details }: ErrorFacts): AppError {
  return new AppError(code, problem, {
    where,
    fix,
    details,
  })
}
