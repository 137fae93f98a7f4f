// What a graph's outputs mean: which is the label, where the probabilities are, and what the classes are called.
import { AppError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import type { OnnxModel, OnnxNode } from '../onnx/index.ts'

export type ModelAnswer =
  | { readonly kind: 'values'; readonly output: string }
  | {
      readonly kind: 'classes'
      readonly classes: readonly ClassLabel[]
      /** undefined: the most probable class. */
      readonly label: string | undefined
      /** One [N, classes]; or one [N] of the positive class; or one [N] for each class. */
      readonly probabilities: readonly string[]
    }

/** Empty for regression. */
export function classesOf(answer: ModelAnswer): readonly ClassLabel[] {
  return answer.kind === 'values' ? [] : answer.classes
}

/** The outputs that hold the answer. */
export function outputsOf(answer: ModelAnswer): readonly string[] {
  if (answer.kind === 'values') return [answer.output]
  return answer.label === undefined ? answer.probabilities : [...answer.probabilities, answer.label]
}

export interface Answerable {
  /** The model with ZipMap, which only renames, taken out. */
  readonly model: OnnxModel
  readonly answer: ModelAnswer
}

const ZIP_MAP = 'ai.onnx.ml.ZipMap'
const PASSING = new Set(['Identity', 'Cast', 'Reshape', 'Squeeze', 'Unsqueeze', 'Flatten', 'Transpose'])

/** @throws MODEL_INVALID when the outputs are neither a class nor a value for each row */
export function answerOf(given: OnnxModel): Answerable {
  const { model, zipped } = withoutZipMap(given)
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)))
  const names = model.outputs.map(({ name }) => name)
  const label = names.find((name) => /label|class/i.test(name) && !isProbability(name))
  const probabilities = names.filter((name) => name !== label && (isProbability(name) || zipped.size > 0))
  if (label === undefined && probabilities.length === 0 && names.length === 1) {
    return { model, answer: { kind: 'values', output: names[0]! } }
  }
  const classes =
    zipped.values().next().value ??
    declaredClasses(model) ??
    (label === undefined ? undefined : traceClasses(model, makers, label))
  if (classes === undefined || classes.length < 2 || (label === undefined && probabilities.length === 0)) {
    throw new AppError('MODEL_INVALID', `the outputs ${names.join(', ')} are neither classes nor one value a row`, {
      fix: 'Give a classifier with a label and probabilities, or a regressor with one output',
    })
  }
  if (probabilities.length !== 1 && probabilities.length !== classes.length) {
    throw new AppError('MODEL_INVALID', `the classifier has ${classes.length} classes and no probabilities for each`, {
      fix: 'Export the model with its probabilities (predict_proba) as an output',
    })
  }
  return { model, answer: { kind: 'classes', classes, label, probabilities } }
}

/** Outputs made by ZipMap become what it read, under the output's name. */
function withoutZipMap(model: OnnxModel): { model: OnnxModel; zipped: Map<string, readonly ClassLabel[]> } {
  const zipped = new Map<string, readonly ClassLabel[]>()
  const nodes = model.nodes.map((node): OnnxNode => {
    if (node.operator !== ZIP_MAP) return node
    const strings = node.attributes.get('classlabels_strings')
    const ints = node.attributes.get('classlabels_int64s')
    if (strings?.kind === 'strings') zipped.set(node.outputs[0]!, strings.value)
    else if (ints?.kind === 'ints') zipped.set(node.outputs[0]!, [...ints.value])
    return { ...node, operator: 'Identity', attributes: new Map() }
  })
  return { model: { ...model, nodes }, zipped }
}

/** Our own graphs say them. */
function declaredClasses(model: OnnxModel): readonly ClassLabel[] | undefined {
  const json = model.metadata.get('modelwright.classes')
  if (json === undefined) return undefined
  try {
    const classes = JSON.parse(json) as unknown
    const valid =
      Array.isArray(classes) && classes.every((label) => typeof label === 'string' || typeof label === 'number')
    return valid ? classes : undefined
  } catch {
    return undefined
  }
}

/** Back from the label to the node that names the classes. */
function traceClasses(
  model: OnnxModel,
  makers: ReadonlyMap<string, OnnxNode>,
  label: string,
): readonly ClassLabel[] | undefined {
  const node = makers.get(origin(makers, label))
  if (node === undefined) return undefined
  for (const key of ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints']) {
    const list = node.attributes.get(key)
    if ((list?.kind === 'strings' || list?.kind === 'ints') && list.value.length > 0) return [...list.value]
  }
  if (node.operator !== 'Gather' && node.operator !== 'ai.onnx.ml.ArrayFeatureExtractor') return undefined
  const table = constantBehind(model, makers, node.inputs[0]!)
  return table && [...table]
}

/** The value that nodes which only pass on hand through to `name`. */
function origin(makers: ReadonlyMap<string, OnnxNode>, name: string): string {
  for (let node = makers.get(name); node !== undefined && PASSING.has(node.operator); node = makers.get(name)) {
    name = node.inputs[0] ?? ''
  }
  return name
}

/** Classes may pass a Cast or Reshape on their way. */
function constantBehind(
  model: OnnxModel,
  makers: ReadonlyMap<string, OnnxNode>,
  name: string,
): (ArrayLike<ClassLabel> & Iterable<ClassLabel>) | undefined {
  return model.constants.get(origin(makers, name))?.values
}

function isProbability(name: string): boolean {
  return /prob|score/i.test(name)
}
