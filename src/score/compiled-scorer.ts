// The scorer that runs a compiled graph: synchronous, and without allocation but for buffers that grow.
import { AppError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import type { OnnxModel } from '../onnx/index.ts'
import { checkBatch } from './check-batch.ts'
import { type CompileOptions, compileGraph, type Program } from './compile-graph.ts'
import { graphInputs, inputColumns } from './input-columns.ts'
import type { ModelAnswer } from './model-answer.ts'
import type { InputBatch, Scorer, Scores, UnseenCategories } from './scorer.ts'
import { type Numbers, numbersOf, type Slot, textOf } from './slot.ts'
import { ofWholeBatch } from './unknown-category.ts'

/** @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED */
export function createCompiledScorer(model: OnnxModel, answer: ModelAnswer, options: CompileOptions): Scorer {
  const program = compileGraph(model, options)
  const inputs = inputColumns(graphInputs(model))
  const read = answer.kind === 'values' ? valueReader(program.slots, answer.output) : classReader(program.slots, answer)
  return {
    inputs,
    classes: answer.kind === 'values' ? [] : answer.classes,
    engine: 'compiled',
    takesFractions: true,
    score(batch) {
      checkBatch(batch, inputs)
      const { rows } = batch
      read.reserve(rows)
      // Of a batch that failed half-way.
      for (const count of program.unseen.values()) count.rows = 0
      for (let start = 0; start < rows; start += program.rowsAtOnce) {
        const part = rows <= program.rowsAtOnce ? batch : partOf(batch, start, program.rowsAtOnce)
        program.reserve(part.rows)
        bind(program.inputs, part)
        try {
          program.run(part.rows)
        } catch (error) {
          throw ofWholeBatch(error, start)
        }
        read.take(start, part.rows)
      }
      return { ...read.result(rows), unseen: takeUnseen(program.unseen) }
    },
    close: () => Promise.resolve(),
  }
}

function partOf({ rows, columns }: InputBatch, start: number, most: number): InputBatch {
  const end = Math.min(rows, start + most)
  return {
    rows: end - start,
    columns: columns.map((column) =>
      Array.isArray(column) ? column.slice(start, end) : (column as Float64Array).subarray(start, end),
    ),
  }
}

/** What was counted since the last time; nothing is made where nothing was. */
function takeUnseen(counts: Program['unseen']): UnseenCategories | undefined {
  let taken: Map<string, number> | undefined
  for (const [column, count] of counts) {
    if (count.rows === 0) continue
    taken ??= new Map()
    taken.set(column, count.rows)
    count.rows = 0
  }
  return taken
}

/** Collects the answers of a batch that may be run in parts. */
interface AnswerReader {
  /** Makes room for a batch. */
  reserve(rows: number): void
  /** Takes the answers of the `rows` rows that were just run: those of the batch from `start` on. */
  take(start: number, rows: number): void
  result(rows: number): Scores
}

/** A column of its own is read where it is; columns of a wide input are interleaved. */
function bind(slots: readonly Slot[], { rows, columns }: InputBatch): void {
  let next = 0
  for (const slot of slots) {
    const { buffer } = slot.region
    if (slot.width === 1 && buffer.kind !== 'float32') {
      buffer.data = columns[next++] as Float64Array | string[]
      continue
    }
    const target = buffer.data as unknown[]
    for (let j = 0; j < slot.width; j++) {
      const column = columns[next++]!
      for (let i = 0; i < rows; i++) target[i * slot.width + j] = column[i]
    }
  }
}

function slotOf(slots: ReadonlyMap<string, Slot>, name: string, width: number): Slot {
  const slot = slots.get(name)!
  if (!slot.batch || slot.width !== width) {
    throw new AppError('MODEL_INVALID', `shape [${slot.dims.join(', ')}] is not ${width} a row`, {
      where: `output '${name}'`,
    })
  }
  return slot
}

function numberSlot(slots: ReadonlyMap<string, Slot>, name: string, width: number): Slot {
  const slot = slotOf(slots, name, width)
  if (slot.element === 'string') throw new AppError('MODEL_INVALID', 'it is text', { where: `output '${name}'` })
  return slot
}

function valueReader(slots: ReadonlyMap<string, Slot>, output: string): AnswerReader {
  const slot = numberSlot(slots, output, 1)
  let values = new Float64Array(64)
  return {
    reserve(rows) {
      if (values.length < rows) values = new Float64Array(rows)
    },
    take: (start, rows) => copyColumn(slot, 0, values.subarray(start), 0, 1, rows),
    result: (rows) => ({ kind: 'values', rows, values: values.subarray(0, rows) }),
  }
}

function classReader(
  slots: ReadonlyMap<string, Slot>,
  { classes, label, probabilities }: Extract<ModelAnswer, { kind: 'classes' }>,
): AnswerReader {
  const size = classes.length
  const positive = probabilities.length === 1 && size === 2 && slots.get(probabilities[0]!)!.width === 1
  const matrix = probabilities.length === 1 && !positive
  const sources = probabilities.map((name) => numberSlot(slots, name, matrix ? size : 1))
  const labelSlot = label === undefined ? undefined : slotOf(slots, label, 1)
  const indexOf = new Map<ClassLabel, number>(classes.map((name, k) => [name, k]))
  let probability = new Float64Array(64 * size)
  let labels = new Int32Array(64)
  return {
    reserve(rows) {
      if (labels.length >= rows) return
      probability = new Float64Array(rows * size)
      labels = new Int32Array(rows)
    },
    take(start, rows) {
      const target = start === 0 ? probability : probability.subarray(start * size)
      if (positive) {
        copyColumn(sources[0]!, 0, target, 1, 2, rows)
        for (let i = 0; i < rows; i++) target[2 * i] = 1 - target[2 * i + 1]!
      } else {
        for (let k = 0; k < size; k++) copyColumn(sources[matrix ? 0 : k]!, matrix ? k : 0, target, k, size, rows)
      }
      const label = start === 0 ? labels : labels.subarray(start)
      if (labelSlot === undefined) mostProbable(target, size, rows, label)
      else readLabels(labelSlot, indexOf, rows, label)
    },
    result: (rows) => ({
      kind: 'classes',
      rows,
      probability: probability.subarray(0, rows * size),
      label: labels.subarray(0, rows),
    }),
  }
}

/** Element `from` of each row to `target[i * stride + to]`. */
function copyColumn(slot: Slot, from: number, target: Float64Array, to: number, stride: number, rows: number): void {
  const source: Numbers = numbersOf(slot)
  const step = slot.region.buffer.stride
  const start = slot.region.offset + from
  for (let i = 0; i < rows; i++) target[i * stride + to] = source[start + i * step]!
}

function readLabels(slot: Slot, indexOf: ReadonlyMap<ClassLabel, number>, rows: number, labels: Int32Array): void {
  const source = slot.element === 'string' ? textOf(slot) : numbersOf(slot)
  const { offset, buffer } = slot.region
  for (let i = 0; i < rows; i++) {
    const found = indexOf.get(source[offset + i * buffer.stride]!)
    if (found === undefined) throw new AppError('MODEL_INVALID', 'it answered with a class that it does not declare')
    labels[i] = found
  }
}

/** Of equals the first. */
export function mostProbable(probability: Float64Array, size: number, rows: number, labels: Int32Array): void {
  for (let i = 0; i < rows; i++) {
    let best = 0
    for (let k = 1; k < size; k++) if (probability[i * size + k]! > probability[i * size + best]!) best = k
    labels[i] = best
  }
}
