// From an engine's outputs to scores, whichever engine it was.
import { AppError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import { decide } from './decide.ts'
import type { EngineOutput, EngineOutputs } from './engine.ts'
import type { ModelAnswer } from './model-answer.ts'
import type { Scores, UnseenCategories } from './scorer.ts'
import type { Numbers } from './slot.ts'

/** The answers of one batch, which may be run in parts. */
export interface Answers {
  /** Copies what was just run: the `rows` rows of the batch from `start` on. @throws MODEL_INVALID naming the output that does not fit */
  take(outputs: EngineOutputs, start: number, rows: number): void
  scores(unseen: UnseenCategories | undefined): Scores
}

/** Makes room for the answers of so many rows. */
export type AnswerReader = (rows: number) => Answers

export function createAnswerReader(answer: ModelAnswer): AnswerReader {
  return answer.kind === 'values' ? valueReader(answer.output) : classReader(answer)
}

function valueReader(output: string): AnswerReader {
  return (rows) => {
    const values = new Float64Array(rows)
    return {
      take: (outputs, start, count) => copyColumn(numbersOf(outputs, output, 1), values, { start, count }),
      scores: (unseen) => ({ kind: 'values', rows, values, unseen }),
    }
  }
}

function classReader({ classes, label, probabilities }: Extract<ModelAnswer, { kind: 'classes' }>): AnswerReader {
  const size = classes.length
  const indexOf = new Map<ClassLabel, number>(classes.map((name, k) => [name, k]))
  const [first] = probabilities
  const isSingle = probabilities.length === 1
  return (rows) => {
    const probability = new Float64Array(rows * size)
    const own = label === undefined ? undefined : new Int32Array(rows)
    return {
      take(outputs, start, count) {
        if (isSingle && size === 2 && outputs.get(first!)?.width === 1) {
          copyColumn(numbersOf(outputs, first!, 1), probability, { start, count, to: 1, size })
          for (let i = start; i < start + count; i++) probability[2 * i] = 1 - probability[2 * i + 1]!
        } else {
          for (let k = 0; k < size; k++) {
            const output = isSingle ? numbersOf(outputs, first!, size) : numbersOf(outputs, probabilities[k]!, 1)
            copyColumn(output, probability, { start, count, to: k, size, from: isSingle ? k : 0 })
          }
        }
        if (own !== undefined) readLabels(outputOf(outputs, label!, 1), indexOf, own, { start, count })
      },
      scores: (unseen) => ({
        kind: 'classes',
        rows,
        probability,
        label: own ?? decide({ rows, probability }),
        unseen,
      }),
    }
  }
}

function outputOf(outputs: EngineOutputs, name: string, width: number): EngineOutput {
  const output = outputs.get(name)
  if (output?.width !== width) {
    const problem = output === undefined ? 'it is missing' : `shape [${output.dims.join(', ')}] is not ${width} a row`
    throw new AppError('MODEL_INVALID', problem, { where: `output '${name}'` })
  }
  return output
}

function numbersOf(outputs: EngineOutputs, name: string, width: number): EngineOutput {
  const output = outputOf(outputs, name, width)
  if (output.isText) throw new AppError('MODEL_INVALID', 'it is text', { where: `output '${name}'` })
  return output
}

/** Rows of the batch, and of each which element of how many. */
interface Place {
  readonly start: number
  readonly count: number
  readonly to?: number
  readonly size?: number
  readonly from?: number
}

function copyColumn(output: EngineOutput, target: Float64Array, place: Place): void {
  const { start, count, to = 0, size = 1, from = 0 } = place
  const { stride, offset } = output
  const source = output.data as Numbers
  for (let i = 0; i < count; i++) target[(start + i) * size + to] = source[i * stride + offset + from]!
}

function readLabels(
  { data, stride, offset }: EngineOutput,
  indexOf: ReadonlyMap<ClassLabel, number>,
  labels: Int32Array,
  { start, count }: Place,
): void {
  for (let i = 0; i < count; i++) {
    const found = indexOf.get(data[i * stride + offset]!)
    if (found === undefined) throw new AppError('MODEL_INVALID', 'it answered with a class that it does not declare')
    labels[start + i] = found
  }
}
