import type { ClassLabel, InputColumn, Task } from '../data/index.ts'
import { readOnnx } from '../onnx/index.ts'
import { graphInputs, inputColumns } from './input-columns.ts'
import { answerOf, classesOf } from './model-answer.ts'

/** What a model reads and answers. */
export interface ModelInterface {
  readonly inputs: readonly InputColumn[]
  /** Empty for regression. */
  readonly classes: readonly ClassLabel[]
  readonly task: Task
}

/** The interface of a graph, without an engine that runs it. @throws MODEL_INVALID */
export function interfaceOfGraph(graph: Uint8Array): ModelInterface {
  const { model, answer } = answerOf(readOnnx(graph))
  const classes = classesOf(answer)
  return { inputs: inputColumns(graphInputs(model)), classes, task: taskOf(classes) }
}

export function taskOf(classes: readonly ClassLabel[]): Task {
  return classes.length === 0 ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass'
}
