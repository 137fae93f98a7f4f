import type { GraphBuilder, ValueName } from '../onnx/index.ts'

/** From the matrix [N, features] to the scores before the link, double [N, outputs]. */
export type ModelCompiler<M> = (graph: GraphBuilder, model: M, matrix: ValueName) => ValueName
