// The scorer that hands a graph to another engine: rows become tensors, tensors become scores.
import { AppError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import type { OnnxModel } from '../onnx/index.ts'
import { checkBatch } from './check-batch.ts'
import { mostProbable } from './compiled-scorer.ts'
import type { EngineTensor, FallbackSession } from './fallback.ts'
import { type GraphInput, graphInputs, inputColumns } from './input-columns.ts'
import type { ModelAnswer } from './model-answer.ts'
import type { InputBatch, Scorer, Scores } from './scorer.ts'

export function createFallbackScorer(model: OnnxModel, answer: ModelAnswer, session: FallbackSession): Scorer {
  const graph = graphInputs(model)
  const inputs = inputColumns(graph)
  return {
    inputs,
    classes: answer.kind === 'values' ? [] : answer.classes,
    engine: 'onnxruntime',
    takesFractions: false,
    async score(batch) {
      checkBatch(batch, inputs)
      return readScores(answer, await session.run(feeds(graph, batch)), batch.rows)
    },
    close: () => session.close(),
  }
}

function feeds(inputs: readonly GraphInput[], batch: InputBatch): Record<string, EngineTensor> {
  let next = 0
  return Object.fromEntries(
    inputs.map((input) => [input.name, tensorOf(input, batch.columns.slice(next, (next += input.width)), batch.rows)]),
  )
}

function tensorOf(
  { name, element, width, flat }: GraphInput,
  columns: InputBatch['columns'],
  rows: number,
): EngineTensor {
  const dims = flat ? [rows] : [rows, width]
  const cells = Array.from({ length: rows * width }, (_, i) => columns[i % width]![Math.floor(i / width)]!)
  if (element === 'string') return { type: 'string', data: cells as string[], dims }
  const numbers = cells as number[]
  if (element === 'float') return { type: 'float32', data: Float32Array.from(numbers), dims }
  if (element === 'double') return { type: 'float64', data: Float64Array.from(numbers), dims }
  const odd = numbers.findIndex((value) => !Number.isInteger(value))
  if (odd >= 0) {
    throw new AppError('MODEL_INPUT_INVALID', `${numbers[odd]} is not an integer`, {
      where: `row ${Math.floor(odd / width) + 1} of '${name}'`,
      fix: 'Send whole numbers; this input cannot be missing',
    })
  }
  if (element === 'int64') return { type: 'int64', data: BigInt64Array.from(numbers, BigInt), dims }
  if (element === 'int32') return { type: 'int32', data: Int32Array.from(numbers), dims }
  return { type: 'bool', data: Uint8Array.from(numbers), dims }
}

function readScores(answer: ModelAnswer, outputs: Readonly<Record<string, EngineTensor>>, rows: number): Scores {
  const numbers = (name: string, width: number): ArrayLike<number> => {
    const tensor = outputs[name]
    if (tensor === undefined || tensor.type === 'string' || tensor.data.length !== rows * width) {
      throw new AppError('MODEL_INVALID', `it does not hold ${width} numbers a row`, { where: `output '${name}'` })
    }
    return tensor.type === 'int64' ? Float64Array.from(tensor.data, Number) : tensor.data
  }
  if (answer.kind === 'values') return { kind: 'values', rows, values: Float64Array.from(numbers(answer.output, 1)) }
  const { classes, label, probabilities } = answer
  const size = classes.length
  const probability = new Float64Array(rows * size)
  const first = outputs[probabilities[0]!]
  if (probabilities.length === 1 && size === 2 && first?.data.length === rows) {
    const positive = numbers(probabilities[0]!, 1)
    for (let i = 0; i < rows; i++) probability.set([1 - positive[i]!, positive[i]!], 2 * i)
  } else if (probabilities.length === 1) {
    probability.set(numbers(probabilities[0]!, size))
  } else {
    probabilities.forEach((name, k) => {
      const column = numbers(name, 1)
      for (let i = 0; i < rows; i++) probability[i * size + k] = column[i]!
    })
  }
  const labels = new Int32Array(rows)
  if (label === undefined) mostProbable(probability, size, rows, labels)
  else readLabels(outputs[label], classes, rows, labels)
  return { kind: 'classes', rows, probability, label: labels }
}

function readLabels(
  tensor: EngineTensor | undefined,
  classes: readonly ClassLabel[],
  rows: number,
  labels: Int32Array,
) {
  const indexOf = new Map<ClassLabel, number>(classes.map((name, k) => [name, k]))
  for (let i = 0; i < rows; i++) {
    const value = tensor?.data[i]
    const found = value === undefined ? undefined : indexOf.get(typeof value === 'bigint' ? Number(value) : value)
    if (found === undefined) throw new AppError('MODEL_INVALID', 'it answered with a class that it does not declare')
    labels[i] = found
  }
}
