// What a graph may consist of. A model is someone else's file: these bounds hold before anything of it is compiled or run.
import { AppError } from '../core/index.ts'
import type { OnnxValue } from './onnx-model.ts'

/** A pipeline over 10,000 columns has fewer. */
const MAX_NODES = 200_000
const MAX_COLUMNS = 100_000
/** Graphs inside nodes (Loop, If, Scan), one in the other. */
const MAX_SUBGRAPH_DEPTH = 8

/** Counts the nodes of a graph with those of the graphs inside it. */
export interface NodeCount {
  add(): void
  /** One graph deeper. @throws MODEL_TOO_COSTLY */
  inside<T>(node: string, read: () => T): T
}

/** @throws MODEL_TOO_COSTLY */
export function createNodeCount(): NodeCount {
  let nodes = 0
  let depth = 0
  return {
    add() {
      if (++nodes > MAX_NODES) throw tooCostly('the graph', `it has more than ${MAX_NODES} nodes`)
    },
    inside(node, read) {
      if (++depth > MAX_SUBGRAPH_DEPTH) {
        throw tooCostly(`node '${node}'`, `graphs lie within graphs, more than ${MAX_SUBGRAPH_DEPTH} deep`)
      }
      const result = read()
      depth--
      return result
    },
  }
}

/** Columns that a model reads, over all of its inputs. @throws MODEL_TOO_COSTLY */
export function checkColumns(inputs: readonly OnnxValue[]): void {
  let columns = 0
  for (const { name, dims = [] } of inputs) {
    columns += dims.reduce((product, dim) => (dim > 0 ? product * dim : product), 1)
    if (columns > MAX_COLUMNS) throw tooCostly(`input '${name}'`, `the model reads more than ${MAX_COLUMNS} columns`)
  }
}

function tooCostly(where: string, problem: string): AppError {
  return new AppError('MODEL_TOO_COSTLY', problem, { where, fix: 'Export a smaller model' })
}
