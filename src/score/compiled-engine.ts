// Our own engine: a graph compiled to kernels over typed arrays. Synchronous, and without allocation but for buffers that grow.
import { AppError, isAppError } from '../core/index.ts'
import { createAnswerReader } from './answer-reader.ts'
import { compileGraph, type Program } from './compile-graph.ts'
import type { Engine, EngineOutput, EngineSession } from './engine.ts'
import type { GraphLimits } from './graph-limits.ts'
import { outputsOf } from './model-answer.ts'
import { errorOf, type PreparedGraph } from './prepared-graph.ts'
import type { InputBatch, UnseenCategories } from './scorer.ts'
import type { Slot } from './slot.ts'

export function createCompiledEngine(limits: GraphLimits = {}): Engine {
  return {
    name: 'compiled',
    takesFractions: true,
    async open(graph) {
      if (graph.unsupported !== undefined) throw errorOf(graph.unsupported)
      try {
        return createSession(graph, limits)
      } catch (error) {
        if (isAppError(error)) throw error
        throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be compiled', { cause: error })
      }
    },
  }
}

function createSession({ model, layouts, answer }: PreparedGraph, limits: GraphLimits): EngineSession {
  const program = compileGraph(model, { limits, layouts: new Map(layouts) })
  const outputs = new Map(outputsOf(answer).map((name) => [name, outputOf(program.slots.get(name)!)]))
  // Of no rows: whether the outputs fit shows before the first batch.
  createAnswerReader(answer)(0).take(outputs, 0, 0)
  return {
    rowsAtOnce: program.rowsAtOnce,
    run(batch) {
      // Of a batch that failed half-way.
      for (const count of program.unseen.values()) count.rows = 0
      program.reserve(batch.rows)
      bind(program.inputs, batch)
      program.run(batch.rows)
      return { outputs, unseen: takeUnseen(program.unseen) }
    },
    close: () => Promise.resolve(),
  }
}

/** The buffer's array is another one when it has grown. */
function outputOf({ element, dims, batch, width, region }: Slot): EngineOutput {
  const { buffer, offset } = region
  return {
    get data() {
      return buffer.data
    },
    isText: element === 'string',
    dims,
    width: batch ? width : 0,
    stride: buffer.stride,
    offset,
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
