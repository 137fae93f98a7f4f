// What a graph may consist of. A model is someone else's file: these bounds hold before anything of it is compiled or run.
import { AppError } from '../core/index.ts'

/** A pipeline over 10,000 columns has fewer. */
export const MAX_NODES = 200_000
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

function tooCostly(where: string, problem: string): AppError {
  return new AppError('MODEL_TOO_COSTLY', problem, { where, fix: 'Export a smaller model' })
}
