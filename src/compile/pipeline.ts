import { AppError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import type { FittedFeatures } from '../features/index.ts'
import { createGraphBuilder, type GraphBuilder, type ValueName } from '../onnx/index.ts'
import type { FittedModel } from '../train/index.ts'
import { compileFeatures } from './features.ts'
import { compileModel } from './models.ts'

/** What a graph is compiled from. */
export interface GraphSource {
  readonly features: FittedFeatures
  readonly model: FittedModel
  /** Extra entries of the graph's metadata_props. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * The fitted pipeline as one ONNX graph (ai.onnx.ml opset 3): one input per raw column, of shape [N] or [N, 1]. Outputs,
 * all of shape [N]: `label` (int64 or string) and `probability` (double) of the positive class, or one
 * `probability_<class>` each for more than two; `prediction` (double) for regression. The label is the most probable
 * class, the first of equals, as argmax has it: of two, the positive one where its probability is above one half.
 * @throws FEATURE_INVALID
 */
export function writeOnnx({ features, model, metadata = {} }: GraphSource): Uint8Array {
  const outputs = outputNames(model)
  const inputs = features.inputs.map(({ name }) => name)
  const clash = inputs.find((name) => outputs.includes(name))
  if (clash !== undefined) {
    throw new AppError('FEATURE_INVALID', `a column is named '${clash}', as is an output of the model`, {
      fix: 'Rename the column',
    })
  }
  const graph = createGraphBuilder([...inputs, ...outputs])
  const scores = link(graph, model, compileModel(graph, model, compileFeatures(graph, features)))
  if (model.task === 'regression') {
    graph.output('prediction', graph.reshape(scores, [-1]), 'double')
  } else if (model.task === 'binary') {
    writeBinary(graph, model.classes, scores)
  } else {
    writeMulticlass(graph, model.classes, scores)
  }
  return graph.finish({
    'modelwright.task': model.task,
    'modelwright.classes': JSON.stringify(model.classes),
    ...metadata,
  })
}

function outputNames({ task, classes }: FittedModel): string[] {
  if (task === 'regression') return ['prediction']
  if (task === 'binary') return ['label', 'probability']
  return ['label', ...classes.map((label) => `probability_${label}`)]
}

function link(graph: GraphBuilder, model: FittedModel, scores: ValueName): ValueName {
  if (model.link === 'logistic') return graph.add('Sigmoid', [scores])
  if (model.link === 'softmax') return graph.add('Softmax', [scores], { axis: { int: 1 } })
  return scores
}

function writeBinary(graph: GraphBuilder, classes: readonly ClassLabel[], scores: ValueName): void {
  const probability = graph.reshape(scores, [-1])
  const isPositive = graph.add('Greater', [probability, graph.constant('double', [1], [0.5])])
  const { element, values } = labels(classes)
  const [negative, positive] = values.map((value) => graph.constant(element, [1], [value] as readonly string[]))
  graph.output('label', graph.add('Where', [isPositive, positive!, negative!]), element)
  graph.output('probability', probability, 'double')
}

function writeMulticlass(graph: GraphBuilder, classes: readonly ClassLabel[], scores: ValueName): void {
  const { element, values } = labels(classes)
  const best = graph.add('ArgMax', [scores], { axis: { int: 1 }, keepdims: { int: 0 } })
  const names = graph.constant(element, [values.length], values as readonly string[])
  graph.output('label', graph.add('Gather', [names, best]), element)
  classes.forEach((label, k) => {
    const column = graph.add('Gather', [scores, graph.constant('int64', [1], [k])], { axis: { int: 1 } })
    graph.output(`probability_${label}`, graph.reshape(column, [-1]), 'double')
  })
}

function labels(classes: readonly ClassLabel[]) {
  return typeof classes[0] === 'number'
    ? ({ element: 'int64', values: classes } as const)
    : ({ element: 'string', values: classes } as const)
}
