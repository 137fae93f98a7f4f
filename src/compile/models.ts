import type { GraphBuilder, ValueName } from '../onnx/index.ts'
import type { FittedModel, FittedModels } from '../train/index.ts'
import { compileLinear } from './linear.ts'
import type { ModelCompiler } from './model-compiler.ts'
import { compileTrees } from './trees.ts'

/** One line a kind of fitted model. */
const COMPILERS: { readonly [K in keyof FittedModels]: ModelCompiler<FittedModels[K]> } = {
  trees: compileTrees,
  linear: compileLinear,
}

export function compileModel<K extends keyof FittedModels>(
  graph: GraphBuilder,
  model: FittedModel<K>,
  matrix: ValueName,
): ValueName {
  return COMPILERS[model.kind](graph, model, matrix)
}
