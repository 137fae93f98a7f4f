import type { LinearModel } from '../train/index.ts'
import type { ModelCompiler } from './model-compiler.ts'

/** A product and a sum, in float64. */
export const compileLinear: ModelCompiler<LinearModel> = (graph, { coefficients, intercepts }, matrix) => {
  const outputs = coefficients.length
  const width = coefficients[0]!.length
  const weights = new Float64Array(width * outputs)
  coefficients.forEach((row, k) => row.forEach((weight, j) => (weights[j * outputs + k] = weight)))
  const product = graph.add('MatMul', [matrix, graph.constant('double', [width, outputs], weights)])
  return graph.add('Add', [product, graph.constant('double', [1, outputs], intercepts)])
}
