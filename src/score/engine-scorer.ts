// The scorer over an engine: it knows inputs and classes, checks batches, cuts them to size and puts the answers together.
import { AppError, isAppError } from '../core/index.ts'
import { type AnswerReader, type Answers, createAnswerReader } from './answer-reader.ts'
import { checkBatch } from './check-batch.ts'
import type { Engine, EngineAnswer, EngineSession } from './engine.ts'
import { inputColumns } from './input-columns.ts'
import { classesOf } from './model-answer.ts'
import type { PreparedGraph } from './prepared-graph.ts'
import { addUnseen, type InputBatch, type Scorer, type Scores, type UnseenCategories } from './scorer.ts'
import { ofWholeBatch } from './unknown-category.ts'

/** @throws what the engine's `open` throws */
export async function openScorer(engine: Engine, graph: PreparedGraph): Promise<Scorer> {
  const inputs = inputColumns(graph.inputs)
  const classes = classesOf(graph.answer)
  const { name, takesFractions } = engine
  const node = graph.unsupported?.where
  const session = await engine.open(graph).catch((error: unknown) => {
    throw named(error, node)
  })
  const context: Context = { session, begin: createAnswerReader(graph.answer), node }
  let closed = false
  return {
    inputs,
    classes,
    engine: name,
    takesFractions,
    score(batch) {
      if (closed) throw new AppError('NOT_READY', 'the scorer is closed')
      checkBatch(batch, inputs)
      return scoreRest(context, batch, { answers: context.begin(batch.rows), done: 0, unseen: undefined })
    },
    async close() {
      closed = true
      await session.close()
    },
  }
}

interface Context {
  readonly session: EngineSession
  readonly begin: AnswerReader
  /** Why our own engine does not run the graph: what it costs on another is named after it. */
  readonly node: string | undefined
}

/** How far a batch is. Mutable. */
interface Progress {
  readonly answers: Answers
  done: number
  unseen: UnseenCategories | undefined
}

/** At once from an engine that answers at once. */
function scoreRest(context: Context, batch: InputBatch, progress: Progress): Scores | Promise<Scores> {
  while (progress.done < batch.rows) {
    const part = partOf(batch, progress.done, context.session.rowsAtOnce)
    const ran = runPart(context, part, progress.done)
    if (ran instanceof Promise) {
      return ran.then((answer) => {
        take(progress, answer, part.rows)
        return scoreRest(context, batch, progress)
      })
    }
    take(progress, ran, part.rows)
  }
  return progress.answers.scores(progress.unseen)
}

function take(progress: Progress, { outputs, unseen }: EngineAnswer, rows: number): void {
  progress.answers.take(outputs, progress.done, rows)
  progress.unseen = addUnseen(progress.unseen, unseen)
  progress.done += rows
}

function runPart({ session, node }: Context, part: InputBatch, start: number): EngineAnswer | Promise<EngineAnswer> {
  const fail = (error: unknown): never => {
    throw named(ofWholeBatch(error, start), node)
  }
  try {
    const ran = session.run(part)
    return ran instanceof Promise ? ran.catch(fail) : ran
  } catch (error) {
    return fail(error)
  }
}

function named(error: unknown, node: string | undefined): unknown {
  return isAppError(error, 'MODEL_TOO_COSTLY') && node !== undefined ? error.at(node) : error
}

function partOf(batch: InputBatch, start: number, most: number): InputBatch {
  if (batch.rows <= most) return batch
  const end = Math.min(batch.rows, start + most)
  return {
    rows: end - start,
    columns: batch.columns.map((column) =>
      Array.isArray(column) ? column.slice(start, end) : (column as Float64Array).subarray(start, end),
    ),
  }
}
