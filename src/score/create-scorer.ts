import { AppError, isAppError } from '../core/index.ts'
import { type OnnxModel, readOnnx, withoutZipMaps } from '../onnx/index.ts'
import { createCompiledScorer } from './compiled-scorer.ts'
import type { FallbackSession, ScorerFallback } from './fallback.ts'
import { createFallbackScorer } from './fallback-scorer.ts'
import type { GraphLimits } from './graph-limits.ts'
import { answerOf } from './model-answer.ts'
import type { Scorer } from './scorer.ts'

export interface ScorerOptions {
  /** Runs graphs with operators the compiler does not know. @default none: such a graph is MODEL_OPERATOR_UNSUPPORTED */
  readonly fallback?: ScorerFallback
  readonly limits?: GraphLimits | undefined
}

/** Makes a graph ready to answer: ours or any tabular ONNX graph. @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED */
export async function createScorer(graph: Uint8Array, { fallback, limits }: ScorerOptions = {}): Promise<Scorer> {
  const read = readOnnx(graph)
  const { model, answer } = answerOf(read)
  try {
    return createCompiledScorer(model, answer, limits)
  } catch (error) {
    if (isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED')) {
      if (fallback === undefined) throw error
      const session = await openFallback(fallback, hasZipMap(read) ? withoutZipMaps(graph) : graph, error)
      return createFallbackScorer(model, answer, session)
    }
    if (isAppError(error)) throw error
    throw new AppError('MODEL_INVALID', 'the graph is damaged: it cannot be compiled', { cause: error })
  }
}

/** An engine that is not installed leaves the operator as the problem, because the operator is why it is needed. */
async function openFallback(fallback: ScorerFallback, graph: Uint8Array, unsupported: AppError) {
  try {
    const session = await fallback.open(graph)
    return {
      ...session,
      run: (feeds: Parameters<FallbackSession['run']>[0]) =>
        session.run(feeds).catch((error: unknown) => {
          throw named(error, unsupported)
        }),
    }
  } catch (error) {
    throw isAppError(error, 'MODEL_OPERATOR_UNSUPPORTED') ? unsupported : named(error, unsupported)
  }
}

/** A cost is named after the node that another engine was needed for. */
function named(error: unknown, { where }: AppError): unknown {
  return isAppError(error, 'MODEL_TOO_COSTLY') && where !== undefined ? error.at(where) : error
}

function hasZipMap({ nodes }: OnnxModel): boolean {
  return nodes.some(({ operator }) => operator === 'ai.onnx.ml.ZipMap')
}
